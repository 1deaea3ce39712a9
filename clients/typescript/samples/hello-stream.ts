import { FastchatClient } from "@fastchat/client";

// Reads FASTCHAT_URL and FASTCHAT_API_KEY.
const client = new FastchatClient();
const question = process.argv[2] ?? "Say hello.";

for await (const event of client.chat.stream({ messages: [{ role: "user", text: question }] })) {
  if (event.type === "token") {
    process.stdout.write(event.text);
  }
}
process.stdout.write("\n");
client.close();
