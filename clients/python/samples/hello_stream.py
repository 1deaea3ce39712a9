import sys

from fastchat import FastchatClient

question = sys.argv[1] if len(sys.argv) > 1 else "Say hello."

# Reads FASTCHAT_URL and FASTCHAT_API_KEY.
with FastchatClient() as client:
    for event in client.chat.stream([{"role": "user", "text": question}]):
        if event.type == "token":
            print(event.text, end="", flush=True)
    print()
