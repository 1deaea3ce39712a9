import sys

from fastchat import FastchatClient

if len(sys.argv) != 3:
    sys.exit("Usage: rag_with_citations.py <file> <question>")
path, question = sys.argv[1:]

# Reads FASTCHAT_URL and FASTCHAT_API_KEY.
with FastchatClient() as client:
    file = client.files.upload(path)
    collection = client.collections.create("rag-with-citations")
    client.collections.add_and_wait(collection.collection_id, file.file_id)

    stream = client.chat.stream(
        [{"role": "user", "text": question}],
        vector_store_ids=[collection.collection_id],
    )
    for event in stream:
        if event.type == "token":
            print(event.text, end="", flush=True)
    print()

    for citation in stream.answer().citations:
        page = f", page {citation.page}" if citation.HasField("page") else ""
        print(f'[{citation.marker}] {citation.filename}{page}: "{citation.quote}"')
