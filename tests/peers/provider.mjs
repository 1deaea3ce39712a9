// A real OpenID provider (npm oidc-provider, certified), on this machine and with nothing kept.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

/** The resource whose tokens are for Fastchat, and another one. */
export const resource = "urn:fastchat";
export const otherResource = "urn:other";

export const pageClient = "fastchat-page";
export const deviceClient = "fastchat-terminal";
const service = { client_id: "service", client_secret: "a secret of the service's" };

const key = (kid) => ({ ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" });

/** A provider: who signs in gets a token with `claims`. */
export class OpenIdProvider {
  claims = { tenant: "default", realm_access: { roles: ["staff"] } };
  accessTokenLife = 300;
  pages = [];
  fetched = { discovery: 0, keys: 0 };
  #http;
  #handler;

  static async start(port = 0) {
    const provider = new OpenIdProvider();
    provider.#http = createServer((request, response) => {
      if (request.url === "/.well-known/openid-configuration") provider.fetched.discovery++;
      if (request.url === "/jwks") provider.fetched.keys++;
      provider.#handler(request, response);
    });
    await new Promise((done) => provider.#http.listen(port, "127.0.0.1", done));
    provider.issuer = `http://127.0.0.1:${provider.#http.address().port}`;
    provider.roll("first");
    return provider;
  }

  /** Goes on with a new key alone. */
  roll(kid) {
    const provider = new Provider(this.issuer, {
      jwks: { keys: [key(kid)] },
      clients: [
        { client_id: pageClient, application_type: "native", token_endpoint_auth_method: "none", redirect_uris: this.pages, grant_types: ["authorization_code"], response_types: ["code"] },
        { client_id: deviceClient, token_endpoint_auth_method: "none", redirect_uris: [], response_types: [], grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"] },
        { ...service, redirect_uris: [], response_types: [], grant_types: ["client_credentials"] },
      ],
      cookies: { keys: ["a key for cookies"] },
      clientBasedCORS: (_, origin) => this.pages.some((page) => new URL(page).origin === origin),
      extraTokenClaims: () => this.claims,
      findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
      scopes: ["openid", "offline_access", "chat"],
      ttl: { DeviceCode: 600, Grant: 3600, Interaction: 600, Session: 600, IdToken: 300 },
      features: {
        clientCredentials: { enabled: true },
        deviceFlow: { enabled: true },
        devInteractions: { enabled: true },
        resourceIndicators: {
          enabled: true,
          useGrantedResource: () => true,
          getResourceServerInfo: (_, indicator) => ({
            audience: indicator === resource ? "fastchat" : "other",
            scope: "chat",
            accessTokenFormat: "jwt",
            accessTokenTTL: this.accessTokenLife,
            jwt: { sign: { alg: "RS256" } },
          }),
        },
      },
    });
    this.#handler = provider.callback();
  }

  /** A token as a service gets it. */
  async token(indicator = resource) {
    const response = await fetch(`${this.issuer}/token`, {
      method: "POST",
      headers: { Authorization: `Basic ${Buffer.from(`${service.client_id}:${encodeURIComponent(service.client_secret)}`).toString("base64")}` },
      body: new URLSearchParams({ grant_type: "client_credentials", scope: "chat", resource: indicator }),
    });
    const body = await response.json();
    if (!body.access_token) throw new Error(`The provider answered ${response.status}: ${JSON.stringify(body)}`);
    return body.access_token;
  }

  async stop() {
    this.#http.closeAllConnections();
    await new Promise((done) => this.#http.close(done));
  }
}

/** Signs in and consents as a person does, on the provider's own pages. */
export async function confirm(page, until) {
  for (let step = 0; step < 8; step++) {
    await page.waitForLoadState("domcontentloaded");
    if (await until(page)) return;
    const login = page.locator("input[name=login]");
    if (await login.count()) {
      await login.fill("ann");
      await page.fill("input[name=password]", "any");
    }
    await Promise.all([page.waitForEvent("framenavigated"), page.locator("[type=submit]").first().click()]);
  }
  throw new Error(`Signing in did not end: ${page.url()}\n${await page.content()}`);
}
