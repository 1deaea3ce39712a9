import { chromium } from "playwright-core";

/** A browser, as quiet as it can be told to be. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env["FASTCHAT_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-default-apps",
      "--disable-dev-shm-usage",
      "--disable-sync",
      "--no-first-run",
    ],
  });
