// Signing in with an identity provider: authorization code with PKCE (RFC 7636). What is under way, and the token, stay in this tab.
import { element } from "./element.js";

const pending = "sign-in";
const holder = "signed-in";

const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const redirectUri = () => location.origin + location.pathname;

/** Takes what an identity provider sent back out of the address, before anybody can read or bookmark it; undefined when nothing was. */
export function takeReturn() {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("state") || !(answer.has("code") || answer.has("error"))) return undefined;
  const asked = JSON.parse(sessionStorage.getItem(pending) ?? "{}");
  sessionStorage.removeItem(pending);
  history.replaceState(null, "", location.pathname + (asked.hash ?? ""));
  return { answer, asked };
}

/** The buttons. `returned` is what takeReturn gave, `use` takes the token; an empty one for none. */
export function signIn(configUrl, returned, use) {
  const place = element("span", { class: "signin" });
  const readConfig = async () => {
    const response = await fetch(configUrl);
    if (!response.ok) throw new Error(`The identity provider cannot be reached (${response.status}).`);
    return response.json();
  };
  const guarded = (work) => async () => {
    try {
      await work();
    } catch (error) {
      show(error.message);
    }
  };
  const begin = guarded(async () => location.assign(await authorizationUrl(await readConfig())));
  const end = () => {
    sessionStorage.removeItem(holder);
    use("");
    show();
  };
  const show = (failure) => {
    const name = sessionStorage.getItem(holder);
    place.replaceChildren(...(name === null
      ? [element("button", { type: "button", click: begin }, "Sign in")]
      : [element("span", { class: "quiet" }, name ? `Signed in as ${name}` : "Signed in"), element("button", { type: "button", click: end }, "Sign out")]));
    if (failure) place.append(element("span", { class: "failure", role: "alert" }, failure));
  };

  show();
  if (returned) {
    void guarded(async () => {
      const { token, name } = await redeem(await readConfig(), returned);
      sessionStorage.setItem(holder, name);
      use(token);
      show();
    })();
  }
  return { place, forget: () => (sessionStorage.removeItem(holder), show()) };
}

async function authorizationUrl(config) {
  // Browsers hash only where nobody can listen.
  if (!crypto.subtle) throw new Error("Signing in needs HTTPS.");
  const asked = { state: random(), nonce: random(), verifier: random(), hash: location.hash };
  sessionStorage.setItem(pending, JSON.stringify(asked));
  const url = new URL(config.authorization_endpoint);
  const parameters = {
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: redirectUri(),
    scope: config.scopes.join(" "),
    state: asked.state,
    nonce: asked.nonce,
    code_challenge: base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(asked.verifier))),
    code_challenge_method: "S256",
    ...(config.resource ? { resource: config.resource } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

async function redeem(config, { answer, asked }) {
  // Whoever did not begin here is not let in here: the state is known to this tab and the provider alone.
  if (!asked.state || answer.get("state") !== asked.state) throw new Error("Signing in was not begun in this tab; try again.");
  // RFC 9207: the answer of another provider is no answer.
  if (answer.has("iss") && answer.get("iss") !== config.issuer) throw new Error("Another identity provider answered.");
  if (answer.has("error")) throw new Error(`Signing in was refused: ${answer.get("error_description") ?? answer.get("error")}`);
  const response = await fetch(config.token_endpoint, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: answer.get("code"),
      redirect_uri: redirectUri(),
      client_id: config.client_id,
      code_verifier: asked.verifier,
      ...(config.resource ? { resource: config.resource } : {}),
    }),
  });
  const tokens = await response.json();
  if (!response.ok) throw new Error(`Signing in was refused: ${tokens.error_description ?? tokens.error}`);
  return { token: tokens.access_token, name: config.scopes.includes("openid") ? checked(tokens.id_token, config, asked.nonce) : "" };
}

// Straight from the token endpoint over TLS, so that its signature may stay unchecked. Source: OpenID Connect Core 1.0, 3.1.3.7.
function checked(idToken, config, nonce) {
  const bytes = Uint8Array.from(atob(idToken.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const claims = JSON.parse(new TextDecoder().decode(bytes));
  if (claims.nonce !== nonce || claims.iss !== config.issuer || ![claims.aud].flat().includes(config.client_id)) throw new Error("The identity provider answered for somebody else.");
  return claims.name ?? claims.email ?? claims.sub;
}
