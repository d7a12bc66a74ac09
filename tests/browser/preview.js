// The preview page in a real browser: what an editor sees, types, taps and saves.
//
//   npm ci && node preview.js
//
// BOT names the program (else that of `cargo build`), CHROMIUM the browser; SHOTS is a folder for
// screenshots; PAGE is a folder to take the page's files from, to try a change without compiling.
// Where no browser is, this says so and ends well.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { accessSync, constants, cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const ROOT = new URL("../..", import.meta.url).pathname;
const BOT = process.env.BOT || join(ROOT, "target/debug/sciatica-bot");
const SHOTS = process.env.SHOTS;
/** What two people asked and sent to the editors. */
const [ASKED, ASKED_TOO] = ["can i keep bees with this", "is it ok to keep bees with this"];

/** The browser of this machine. */
function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  const paths = process.env.PATH.split(delimiter).flatMap((dir) => names.map((name) => join(dir, name)));
  return paths.find((path) => {
    try { accessSync(path, constants.X_OK); return true; } catch { return false; }
  });
}

/** A config with a database, in whose inbox are two questions: an editor took them out, and puts them back. */
function withInbox(dir, faq) {
  const config = join(dir, "config.toml");
  writeFileSync(config, `[storage]\nurl = "sqlite://${join(dir, "bot.db")}"\n`);
  const question = (id, day, text) => ({ id, day, text });
  const questions = [question("0badcafe", "2026-11-28", ASKED), question("0badbeef", "2026-11-30", ASKED_TOO)];
  const record = { file: "", added: "", made: false, questions };
  writeFileSync(join(faq, ".edits.jsonl"), `${JSON.stringify(record)}\n`);
  execFileSync(BOT, ["inbox", "undo", "--yes", "--quiet", "--faq", faq, "--config", config]);
  return config;
}

/** The program on a copy of the shipped files, and the address of its page. */
async function startBot(faq, config) {
  const options = ["preview", "--quiet", "--faq", faq, "--config", config];
  const bot = spawn(BOT, options, { stdio: ["ignore", "pipe", "inherit"] });
  const [url] = await new Promise((resolve, reject) => {
    createInterface({ input: bot.stdout }).once("line", (line) => resolve([line]));
    bot.once("error", reject);
    bot.once("exit", (code) => reject(new Error(`the program ended with ${code}`)));
  });
  return { bot, url };
}

/** Saves as many text editors do: written beside, then moved into place. */
function save(file, text) {
  writeFileSync(`${file}~`, text);
  renameSync(`${file}~`, file);
}

async function step(name, act) {
  process.stdout.write(`  ${name} … `);
  const start = Date.now();
  const told = await act();
  console.log(`fine (${Date.now() - start} ms)${told ? `: ${told}` : ""}`);
}

/** What reaches beyond the screen, but for what scrolls within itself: run in the page. */
function tooWide() {
  const all = [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility() && !node.closest(".wide, .tabs, pre, svg, .hidden, .skip"));
  return all.filter((node) => node.getBoundingClientRect().right > screen.width + 1).map((node) => `${node.tagName} ${node.textContent.slice(0, 40)}`);
}

/** Texts that do not stand out enough from what is behind them (WCAG 2.2, 1.4.3): run in the page. */
function faintTexts() {
  const parse = (color) => {
    const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number);
    return { rgb: [r, g, b], a };
  };
  const over = (top, below) => top.rgb.map((value, i) => value * top.a + below[i] * (1 - top.a));
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (node) => {
    const style = getComputedStyle(node);
    // Of a gradient, its first color.
    const gradient = style.backgroundImage.match(/rgba?\([^)]*\)/);
    const own = parse(gradient ? gradient[0] : style.backgroundColor);
    if (own.a === 1) return own.rgb;
    return over(own, node.parentElement ? behind(node.parentElement) : [255, 255, 255]);
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (!text.textContent.trim() || !node.checkVisibility() || node.closest("svg, .hidden, .skip, noscript, :disabled")) continue;
    const style = getComputedStyle(node);
    const back = behind(node);
    const front = over(parse(style.color), back);
    const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${node.tagName}.${node.className}: ${text.textContent.slice(0, 40)}`);
  }
  return [...new Set(faint)];
}

const path = browserPath();
if (!path) {
  console.log("skipped: there is no browser here (install the package chromium, or name one in CHROMIUM)");
  process.exit(0);
}

const faq = mkdtempSync(join(tmpdir(), "faq-"));
cpSync(join(ROOT, "faq"), faq, { recursive: true });
const dir = mkdtempSync(join(tmpdir(), "bot-"));
const { bot, url } = await startBot(faq, withInbox(dir, faq));
// Root has no sandbox of its own to give.
const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath: path, args: sandbox });

/** Everything that a page must never do. */
const wrong = [];
async function open(options) {
  const context = await browser.newContext(options);
  if (process.env.PAGE) {
    await context.route(/\/([a-z]+\.(js|css)|)$/, async (route) => {
      const name = new URL(route.request().url()).pathname.split("/").pop() || "index.html";
      const response = await route.fetch();
      const kinds = { html: "text/html", css: "text/css", js: "text/javascript" };
      const headers = { ...response.headers(), "content-type": kinds[name.split(".").pop()] };
      await route.fulfill({ status: 200, headers, body: readFileSync(join(process.env.PAGE, name)) });
    });
  }
  // A machine may be busy.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) wrong.push(message.text()); });
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("request", (request) => { if (!request.url().startsWith(url)) wrong.push(`asked for ${request.url()}`); });
  await page.goto(url);
  await page.locator("#state.good").waitFor();
  return page;
}

const tabs = ["why", "changes", "problems", "overlap", "coverage", "inbox"];
const answers = (page) => page.locator("#messages li.bot");
const lastAnswer = (page) => answers(page).last();

async function type(page, text) {
  await page.locator("#text").fill(text);
  await page.keyboard.press("Enter");
  await page.locator("#messages li.person", { hasText: text }).last().waitFor();
}

async function startOver(page) {
  await page.locator("#start-over").click();
  await page.waitForFunction(() => document.querySelectorAll("#messages > li").length === 2);
}

async function shot(page, name) {
  if (!SHOTS) return;
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(SHOTS, `preview-${name}.png`), animations: "disabled" });
}

const file = join(faq, "en/faq.toml");
const good = readFileSync(file, "utf8");
const edited = good.replace("four to six weeks", "four to seven weeks");
const phrasings = join(faq, "en/phrasings/sleep.txt");
const goodPhrasings = readFileSync(phrasings, "utf8");

try {
  const page = await open({ viewport: { width: 1360, height: 900 }, colorScheme: "light" });
  await page.evaluate(() => { window.here = true; });

  await step("it greets", async () => {
    await lastAnswer(page).getByText("not a doctor").first().waitFor();
    assert.equal(await page.locator("#bot").textContent(), "Sciatica answers");
  });

  await step("a question is answered, and why", async () => {
    await type(page, "how many weeks dose siatica last in most people");
    await lastAnswer(page).getByText("four to six weeks").waitFor();
    await page.locator("#why", { hasText: "Answered" }).waitFor();
    const why = await page.locator("#why").innerText();
    for (const part of ["siatica taken for sciatica", "runner-up", "No sign of danger"]) assert.ok(why.includes(part), `${part}: ${why}`);
    const place = await page.locator("#why .scores a.id").first().getAttribute("href");
    assert.match(place, /^vscode:\/\/file\/.*\/en\/faq\.toml:\d+:\d+$/);
    await shot(page, "light");
  });

  await step("a tap on a button", async () => {
    const before = await answers(page).count();
    const button = lastAnswer(page).locator(".keys button").first();
    const label = await button.textContent();
    await button.click();
    await page.locator("#messages li.tap", { hasText: label }).waitFor();
    assert.equal(await answers(page).count(), before + 1);
    await page.locator("#why", { hasText: "A button:" }).waitFor();
  });

  await step("an exercise and its picture", async () => {
    await type(page, "which exercises help");
    const exercise = page.locator("#messages .keys button", { hasText: /bridge|slider|tilt|walk|elbows|stretch|chest|lift/i }).last();
    await exercise.click();
    const picture = page.locator("#messages img").last();
    await picture.waitFor();
    await page.waitForFunction((image) => image.complete && image.naturalWidth > 0, await picture.elementHandle());
    assert.ok((await picture.getAttribute("alt")).length > 20);
  });

  await step("the symptom check by keyboard alone", async () => {
    await type(page, "/quiz");
    const number = await answers(page).count() - 1;
    const screen = answers(page).nth(number);
    const messages = await page.locator("#messages li:is(.bot, .tap)").count();
    const buttons = screen.locator(".keys button");
    const harmless = buttons.filter({ hasText: /^(No|No, none|None of these|One leg, strength normal|18 to 39)$/ });
    await buttons.first().focus();
    let taps = 0;
    // The result is a message of its own.
    for (; taps < 40 && await page.locator("#messages li:is(.bot, .tap)").count() === messages; taps++) {
      assert.ok(await screen.evaluate((node) => node.contains(document.activeElement)), "the focus is lost");
      await (await harmless.count() ? harmless : buttons).first().focus();
      const before = await screen.innerText();
      await page.keyboard.press("Enter");
      await page.waitForFunction(([number, text, count]) => {
        const all = document.querySelectorAll("#messages li:is(.bot, .tap)");
        return all.length > count || document.querySelectorAll("#messages li.bot")[number].innerText !== text;
      }, [number, before, messages]);
    }
    assert.ok(taps >= 4 && taps < 40, `${taps} taps`);
    await lastAnswer(page).getByText("Tomorrow morning").waitFor();
    return `${taps} taps`;
  });

  await step("an emergency comes first", async () => {
    await type(page, "i cant pee and my crotch is numb");
    await page.locator("#why .safety.bad", { hasText: "Sign of danger" }).waitFor();
    await page.locator("#why .pill", { hasText: "Emergency card" }).waitFor();
  });

  await step("what is typed stays text", async () => {
    await type(page, "<img src=x onerror=window.hurt=1><b>bold</b>");
    assert.equal(await page.locator("#messages li.person").last().locator("b, img").count(), 0);
    assert.equal(await page.evaluate(() => window.hurt), undefined);
  });

  await step("the inbox: a decision is shown, written, taken back", async () => {
    const list = join(faq, "en/phrasings/daily-life.txt");
    const before = readFileSync(list, "utf8");
    await page.locator("#tab-inbox", { hasText: "1" }).click();
    const inbox = page.locator("#inbox");
    const group = inbox.locator(".cards > li", { hasText: ASKED });
    assert.match(await group.innerText(), new RegExp(`${ASKED_TOO}[^]*2 times · 2026-11-28 to 2026-11-30`));
    await group.getByRole("combobox", { name: "Entry" }).selectOption("daily-life");
    await group.getByRole("button", { name: "Take all 2" }).click();
    assert.equal(await group.getByRole("textbox", { name: "As it goes into a file" }).inputValue(), `${ASKED}\n${ASKED_TOO}`);
    // Who types elsewhere while the checks run, and presses Enter, writes no file.
    await group.getByRole("button", { name: "Add to this entry" }).click();
    await page.locator("#text").fill("is it still there");
    await group.locator(".outcome.ready").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "text");
    await page.keyboard.press("Enter");
    await page.locator("#messages li.person", { hasText: "is it still there" }).waitFor();
    assert.equal(readFileSync(list, "utf8"), before);
    await group.getByRole("button", { name: "Add to this entry" }).click();
    await group.locator("ins", { hasText: `+${ASKED_TOO}` }).waitFor();
    assert.equal(readFileSync(list, "utf8"), before, "it is only shown");
    await shot(page, "inbox");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Write it");
    await page.keyboard.press("Enter");
    await inbox.locator(".outcome.done").waitFor();
    assert.ok(readFileSync(list, "utf8").endsWith(`\n${ASKED}\n${ASKED_TOO}\n`));
    await inbox.getByText("The inbox is empty.").waitFor();
    await page.locator("#news", { hasText: "1 entry changed" }).waitFor();
    await inbox.getByRole("button", { name: "Take the last one back" }).click();
    await inbox.locator("del", { hasText: `-${ASKED_TOO}` }).waitFor();
    await inbox.getByRole("button", { name: "Take it back" }).click();
    await group.waitFor();
    assert.equal(readFileSync(list, "utf8"), before);
    // What would be wrong is told, and nothing is written.
    await group.locator("summary").click();
    await group.getByRole("textbox", { name: "Id" }).fill("how-long");
    await group.getByRole("button", { name: "Begin a draft" }).click();
    await group.locator(".outcome.refused", { hasText: "how-long" }).waitFor();
    await group.getByRole("button", { name: "Close" }).click();
  });

  await step("a save shows without a reload", async () => {
    await startOver(page);
    await type(page, "how long does sciatica last");
    await type(page, "can i drive with it");
    save(file, edited);
    await page.locator("#messages li.bot", { hasText: "four to seven weeks" }).waitFor();
    await page.locator("#news", { hasText: "1 entry changed, 1 answer of this chat changed" }).waitFor();
    assert.equal(await page.locator("#messages .badge").count(), 1);
    assert.ok(await page.evaluate(() => window.here), "the page was loaded again");
    await page.locator("#news button").click();
    const changes = page.locator("#changes");
    assert.equal(await changes.locator("del").first().textContent(), "six");
    assert.equal(await changes.locator("ins").first().textContent(), "seven");
    await shot(page, "change");
  });

  await step("what the save changes for people comes after it", async () => {
    await page.locator("#news", { hasText: "1 place differs; of " }).waitFor();
    const changes = page.locator("#changes");
    await changes.getByRole("heading", { name: "For people" }).waitFor();
    // An answer in other words moves no message.
    await changes.getByText("all get what they got before").waitFor();
    save(phrasings, `${goodPhrasings}will a flumpelbed help\nis a flumpelbed good\n`);
    const message = page.locator("li", { hasText: "“will a flumpelbed help”" });
    const moved = changes.locator(message);
    await moved.waitFor({ state: "attached" });
    // Only the gravest kind is open at first, and which that is depends on the FAQ.
    const kind = changes.locator("details", { has: message });
    if (!(await kind.evaluate((details) => details.open))) await kind.locator("summary").click();
    await moved.waitFor();
    assert.match(await moved.innerText(), /better[^]*→ sleep · phrasing of sleep/);
    assert.ok(await page.evaluate(() => window.here), "the page was loaded again");
    await shot(page, "people");
  });

  await step("a broken save is told with its place, and not taken", async () => {
    save(file, edited.replace("topic = \"course\"", "topc = \"course\""));
    const news = page.locator("#news.bad");
    await news.waitFor();
    const link = await news.locator("a").getAttribute("href");
    const line = edited.split("\n").findIndex((text) => text === "topic = \"course\"") + 1;
    assert.ok(link.includes(`/en/faq.toml:${line}:`), `${link}, line ${line}`);
    await page.locator("#tab-problems").click();
    const card = page.locator("#problems .cards li").first();
    assert.ok((await card.innerText()).includes("did you mean topic?"), await card.innerText());
    assert.ok((await card.locator(".place code").textContent()).endsWith(`/en/faq.toml:${line}`));
    await startOver(page);
    await type(page, "how long does sciatica last");
    await lastAnswer(page).getByText("four to seven weeks").waitFor();
    await page.locator("#tab-problems").click();
    await shot(page, "problem");
    save(file, edited);
    await page.locator("#state.good").waitFor();
  });

  await step("overlap as a picture, and in words", async () => {
    await page.locator("#tab-overlap").click();
    const picture = page.locator("#overlap svg[role=img]");
    // All phrasings are asked, after the checks: a busy machine takes minutes without optimisation.
    await picture.waitFor({ timeout: 600_000 });
    assert.ok(await picture.locator("[data-pair]").count() >= 5);
    const pair = page.locator("#overlap .pairs details").first();
    await pair.locator("summary").click();
    assert.match(await pair.locator("li a").first().getAttribute("href"), /phrasings\/|faq\.toml/);
    await pair.locator("summary").click();
    await shot(page, "overlap");
  });

  await step("coverage by topic", async () => {
    await page.locator("#tab-coverage").click();
    const topic = page.locator("#coverage .topics details").first();
    await topic.locator("summary").click();
    assert.ok(await topic.locator("tbody tr").count() > 1);
    await shot(page, "coverage");
  });

  await step("the keyboard reaches every button, and each has a name", async () => {
    await page.locator("#tab-why").click();
    await page.evaluate(() => document.activeElement.blur());
    const seen = await page.evaluate(() => {
      const buttons = [...document.querySelectorAll("button, a[href], textarea, summary")].filter((one) => one.checkVisibility() && !one.disabled);
      buttons.forEach((one, i) => { one.dataset.nth = i; });
      const nameless = buttons.filter((one) => !(one.getAttribute("aria-label") || one.textContent).trim());
      return { count: buttons.length, nameless: nameless.map((one) => one.outerHTML) };
    });
    assert.deepEqual(seen.nameless, []);
    const reached = new Set();
    for (let i = 0; i < seen.count + 10; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return { nth: document.activeElement.dataset.nth, visible: style.outlineStyle !== "none" };
      });
      if (at.nth === undefined) continue;
      assert.ok(at.visible, `no outline on ${at.nth}`);
      reached.add(at.nth);
    }
    assert.equal(reached.size, seen.count);
    // By arrow keys, from tab to tab.
    await page.locator("#tab-why").focus();
    await page.keyboard.press("ArrowRight");
    assert.ok(await page.locator("#changes").isVisible());
    assert.equal(await page.locator("[role=log] #messages").count(), 1);
    assert.match(await page.locator("[role=status]").textContent(), /^Saved/);
    return `${seen.count} of them`;
  });

  await step("light and dark, every text stands out", async () => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const tab of tabs) {
        await page.locator(`#tab-${tab}`).click();
        assert.deepEqual(await page.evaluate(faintTexts), [], `${colorScheme}, ${tab}`);
      }
    }
    await startOver(page);
    await type(page, "is it ok to walk, and which exercizes are best");
    await page.locator("#tab-why").click();
    await shot(page, "dark");
  });

  await step("on a phone, the chat comes first", async () => {
    const phone = await open({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
    const [chat, desk] = [await phone.locator(".phone").boundingBox(), await phone.locator(".desk").boundingBox()];
    assert.ok(chat.y < desk.y && chat.y + chat.height <= 844 && desk.y >= chat.y + chat.height - 1);
    assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it scrolls sideways");
    await type(phone, "can i sit at my desk");
    await shot(phone, "phone");
    for (const tab of tabs) {
      await phone.locator(`#tab-${tab}`).click();
      if (tab === "overlap") await phone.locator("#overlap svg").waitFor();
      assert.deepEqual(await phone.evaluate(tooWide), [], tab);
      await phone.locator(".desk").scrollIntoViewIfNeeded();
      if (["overlap", "inbox"].includes(tab)) await shot(phone, `phone-${tab}`);
    }
  });

  await step("when the program ends, the page says so", async () => {
    // Both pages lose their connection, which a browser calls an error.
    const before = wrong.length;
    bot.removeAllListeners("exit");
    bot.kill();
    await page.locator("#state", { hasText: "The program has ended" }).waitFor();
    wrong.splice(before);
  });

  assert.deepEqual(wrong, [], "the browser complained");
  console.log("the page does what an editor needs");
} finally {
  await browser.close();
  bot.kill();
  for (const made of [faq, dir]) rmSync(made, { recursive: true, force: true });
}
