import { FastchatClient } from "@fastchat/client";

const [path, question] = process.argv.slice(2);
if (!path || !question) {
  throw new Error("Usage: rag-with-citations <file> <question>");
}

// Reads FASTCHAT_URL and FASTCHAT_API_KEY.
const client = new FastchatClient();
const file = await client.files.upload(path);
const collection = await client.collections.create("rag-with-citations");
await client.collections.addAndWait(collection.collectionId, file.fileId);

const stream = client.chat.stream({
  messages: [{ role: "user", text: question }],
  vectorStoreIds: [collection.collectionId],
});
for await (const event of stream) {
  if (event.type === "token") {
    process.stdout.write(event.text);
  }
}
process.stdout.write("\n");

const { citations } = await stream.answer();
for (const { marker, filename, page, quote } of citations) {
  const place = page === undefined ? filename : `${filename}, page ${page}`;
  console.log(`[${marker}] ${place}: "${quote}"`);
}
client.close();
