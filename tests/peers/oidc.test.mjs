// Signing in with a real OpenID provider: tokens over REST and gRPC, the page in Chromium, the command line.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { launch } from "./chromium.mjs";
import { OpenIdProvider, confirm, deviceClient, otherResource, pageClient, resource } from "./provider.mjs";
import { Server, binary, root } from "./server.mjs";

const { fastchat } = grpc.loadPackageDefinition(
  loadSync("fastchat/chat/v1/model_service.proto", { includeDirs: [join(root, "protos"), join(root, "protos/third_party")], keepCase: true }),
);

let provider;
let server;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "fastchat-oidc-"));
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(join(folder, "service.pem"), keys.privateKey.export({ type: "pkcs8", format: "pem" }));
  writeFileSync(join(folder, "service.pub.pem"), keys.publicKey.export({ type: "spki", format: "pem" }));
  provider = await OpenIdProvider.start();
  const claims = { tenant_claim: "tenant", roles_claim: "realm_access.roles", roles: { staff: "user", chiefs: "owner" } };
  const issuers = [
    {
      name: "real", issuer: provider.issuer, audiences: ["fastchat"], clock_skew_seconds: 0, ...claims,
      sign_in: { client_id: pageClient, device_client_id: deviceClient, scopes: ["openid", "chat"], resource },
    },
    { name: "reports", issuer: "urn:reports", audiences: ["fastchat"], key_file: join(folder, "service.pub.pem"), tenant_claim: "tenant", tenants: ["default"], role: "user", permissions: ["chat.read", "models.read"] },
  ];
  writeFileSync(join(folder, "issuers.json"), JSON.stringify(issuers));
  server = await Server.start({ env: { FASTCHAT_ISSUERS: join(folder, "issuers.json") } });
  provider.pages.push(`${server.origin}/docs`);
  provider.roll("begin");
});
after(async () => {
  await server?.stop();
  await provider?.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  provider.claims = { tenant: "default", realm_access: { roles: ["staff"] } };
  provider.accessTokenLife = 300;
});

const models = (key, path = "/v1/models") => server.json(path, { key });

const grpcModels = (token) =>
  new Promise((resolve, reject) => {
    const client = new fastchat.chat.v1.ModelService(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure());
    const metadata = new grpc.Metadata();
    metadata.set("authorization", `Bearer ${token}`);
    client.ListModels({}, metadata, (error, answer) => {
      client.close();
      if (error) reject(error);
      else resolve(answer);
    });
  });

async function refused(token, status = 401, code = "invalid_token") {
  const answer = await models(token);
  assert.deepEqual([answer.status, answer.body.error?.code], [status, code], JSON.stringify(answer.body));
  assert.ok(!JSON.stringify(answer.body).includes(token.split(".")[2]));
  return answer;
}

test("token_OfTheProvider_OpensRestAndGrpc", async () => {
  const token = await provider.token();

  assert.equal((await models(token)).status, 200);
  assert.ok((await grpcModels(token)).models.length > 0);
});

test("token_ForAnotherAudience_IsRefused", async () => {
  const answer = await refused(await provider.token(otherResource));

  assert.equal(answer.headers.get("www-authenticate"), 'Bearer error="invalid_token"');
  assert.match(answer.body.error.message, /audience/);
});

test("token_Expired_IsRefusedOverRestAndGrpc", async () => {
  provider.accessTokenLife = 2;
  const token = await provider.token();
  assert.equal((await models(token)).status, 200);

  const end = Date.now() + 10_000;
  while ((await models(token)).status === 200 && Date.now() < end) await delay(50);

  assert.match((await refused(token)).body.error.message, /expired/);
  await assert.rejects(grpcModels(token), (error) => error.code === grpc.status.UNAUTHENTICATED && /expired/.test(error.details));
});

test("keys_RolledOver_AreTakenAtOnceAndOldOnesNoMore", async () => {
  const [old, unused] = [await provider.token(), await provider.token()];
  assert.equal((await models(old)).status, 200);
  provider.roll("second");

  assert.equal((await models(await provider.token())).status, 200);
  assert.match((await refused(unused)).body.error.message, /does not publish/);
  provider.roll("third");
  const newest = await provider.token();
  assert.equal((await models(newest)).status, 200);
  assert.ok(provider.fetched.keys >= 3, `${provider.fetched.keys} fetches`);

  const before = provider.fetched.keys;
  for (let i = 0; i < 100; i++) {
    const [, payload, signature] = newest.split(".");
    await refused(`${Buffer.from(JSON.stringify({ alg: "RS256", kid: `made-up-${i}`, typ: "at+jwt" })).toString("base64url")}.${payload}.${signature}`);
  }
  assert.ok(provider.fetched.keys - before <= 6, `${provider.fetched.keys - before} fetches`);
});

test("holder_WithoutRoleOrTenant_IsDenied", async () => {
  provider.claims = { tenant: "default", realm_access: { roles: ["guests"] } };
  await refused(await provider.token(), 403, "permission_denied");
  provider.claims = { tenant: "nobody", realm_access: { roles: ["staff"] } };
  await refused(await provider.token(), 403, "permission_denied");
});

test("role_OfTheToken_IsHeldTo", async () => {
  assert.equal((await models(await provider.token(), "/v1/admin/keys")).status, 403);
  provider.claims = { tenant: "default", realm_access: { roles: ["chiefs"] } };
  assert.equal((await models(await provider.token(), "/v1/admin/keys")).status, 200);
});

test("tenant_Suspended_IsRefusedUntilItIsBack", async () => {
  const { body } = await server.json("/v1/admin/tenants", { key: server.adminKey, body: { name: "leaving" } });
  provider.claims = { tenant: "leaving", realm_access: { roles: ["staff"] } };
  const token = await provider.token();
  assert.equal((await models(token)).status, 200);

  await server.json(`/v1/admin/tenants/${body.tenant.tenant_id}`, { key: server.adminKey, method: "PATCH", body: { status: "suspended" } });

  await refused(token, 403, "tenant_suspended");
});

test("page_SignIn_ComesBackWithATokenThatWorks", async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${server.origin}/docs#ModelsService_ListModels`);
    await page.click(".signin button");
    await page.waitForURL((url) => url.origin === provider.issuer);
    await confirm(page, (p) => p.url().startsWith(server.origin));

    await page.locator(".signin", { hasText: "Signed in as ann" }).waitFor();
    assert.equal(page.url(), `${server.origin}/docs#ModelsService_ListModels`);
    assert.equal((await page.inputValue("#key")).split(".").length, 3);
    await page.click(".send");
    await page.waitForSelector(".answer pre.json");
    assert.equal(await page.locator(".outcome .status").textContent(), "200");
    assert.deepEqual(await page.evaluate(() => [localStorage.length, document.cookie, sessionStorage.getItem("sign-in")]), [0, "", null]);

    await page.click(".signin button");
    assert.deepEqual([await page.inputValue("#key"), await page.evaluate(() => sessionStorage.getItem("key"))], ["", ""]);
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
  }
});

test("page_Policy_AllowsTheTokenEndpointAlone", async () => {
  const policy = (await fetch(`${server.origin}/docs`)).headers.get("content-security-policy");

  assert.match(policy, new RegExp(`connect-src 'self' ${provider.issuer};`));
  assert.equal(policy.match(/https?:/g).length, 1);
});

test("page_AnswerThatNobodyAskedFor_IsNotTaken", async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/docs?code=stolen&state=foreign`);

    await page.locator(".signin .failure").waitFor();
    assert.match(await page.locator(".signin .failure").textContent(), /not begun in this tab/);
    assert.equal(page.url(), `${server.origin}/docs`);
    assert.equal(await page.inputValue("#key"), "");
  } finally {
    await browser.close();
  }
});

test("page_IdTokenOfAnotherRequest_IsNotTaken", async () => {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/docs`);
    await page.route("**/auth?**", (route) => {
      const url = new URL(route.request().url());
      url.searchParams.set("nonce", "another");
      return route.fulfill({ status: 302, headers: { Location: url.href } });
    }, { times: 1 });
    await page.click(".signin button");
    await page.waitForURL((url) => url.origin === provider.issuer);
    await confirm(page, (p) => p.url().startsWith(server.origin));

    await page.locator(".signin .failure").waitFor();
    assert.match(await page.locator(".signin .failure").textContent(), /somebody else/);
    assert.equal(await page.inputValue("#key"), "");
  } finally {
    await browser.close();
  }
});

const run = promisify(execFile);
const environment = () => ({ ...process.env, XDG_CONFIG_HOME: folder });

test("login_DeviceGrant_KeepsATokenThatWorks", async () => {
  const child = spawn(binary, ["login", server.origin], { env: environment(), stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const exited = new Promise((done) => child.once("exit", done));
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (said += text));
  const end = Date.now() + 20_000;
  while (!/code [A-Z]+-[A-Z]+/.test(said) && Date.now() < end) await delay(20);
  const [, url] = /Open (\S+) /.exec(said) ?? assert.fail(said);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await confirm(page, async (p) => /success/i.test(await p.textContent("body")));
  } finally {
    await browser.close();
  }

  assert.equal(await exited, 0, said);
  const file = join(folder, "fastchat/token.json");
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const token = (await run(binary, ["token"], { env: environment() })).stdout.trim();
  assert.ok(!said.includes(token));
  assert.equal((await models(token)).status, 200);
  await run(binary, ["logout"], { env: environment() });
  await assert.rejects(run(binary, ["token"], { env: environment() }), /Nobody is signed in/);
});

test("serviceToken_SignedByTheService_IsHeldToItsPermissions", async () => {
  const sign = async (claim, ...more) =>
    (await run(binary, ["service-token", "--key", join(folder, "service.pem"), "--issuer", "urn:reports", "--audience", "fastchat", "--subject", "nightly", "--claim", claim, ...more])).stdout.trim();
  const token = await sign("tenant=default");

  assert.equal((await models(token)).status, 200);
  assert.ok((await grpcModels(token)).models.length > 0);
  assert.equal((await models(token, "/v1/files")).status, 403);
  await refused(await sign("tenant=other"), 403, "permission_denied");
  await refused(token.slice(0, -8) + "AAAAAAAA");
});

test("health_IssuersAtHand_IsHealthy", async () => {
  assert.equal((await server.json("/v1/health", { key: null })).body.services.identity.status, "healthy");
});

test("config_Asked_SaysNothingSecret", async () => {
  const { body } = await server.json("/v1/auth/config", { key: null });

  assert.deepEqual([body.issuer, body.client_id, body.resource], [provider.issuer, pageClient, resource]);
  assert.doesNotMatch(JSON.stringify(body), /secret/);
});

test("log_OfAllThat_HoldsNoToken", async () => {
  const token = await provider.token();
  await models(token);

  for (const part of token.split(".")) assert.ok(!server.output.includes(part));
  assert.ok(!/eyJ[\w-]{20,}/.test(server.output), server.output);
});
