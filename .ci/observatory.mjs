// Grades every route by the rules of MDN's HTTP Observatory: node .ci/observatory.mjs <package> <calls.json> <port>
// The package's own retriever asks, over TLS that it trusts, and its own rules score. As it only asks with GET, a TLS
// front of ours turns its GET into the call of that route; it also leads plain HTTP to HTTPS, as a proxy would.
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, list, port] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(path.join(folder, "src", file)).href);
const { retrieve } = await load("retriever/retriever.js");
const { ALL_TESTS } = await load("constants.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await load("grader/charts.js");
const { getGradeForScore, getScoreModifier } = await load("grader/grader.js");

const calls = JSON.parse(fs.readFileSync(list, "utf8"));
let dropped = "";
const MOST = 64 * 1024;

function passed(call, answer) {
  const headers = { host: "localhost", "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.1" };
  if (call.kind) Object.assign(headers, { "content-type": call.kind, "content-length": Buffer.byteLength(call.body) });
  const asked = http.request({ host: "127.0.0.1", port, method: call.method, path: call.path, headers }, (given) => {
    delete given.headers[dropped];
    answer.writeHead(given.statusCode, given.headers);
    given.pipe(answer);
  });
  asked.on("error", () => answer.destroy());
  // What is too long is refused by the length that is said; the server would hang up on the body, answer and all.
  if (call.kind && call.body.length > MOST) asked.flushHeaders();
  else asked.end(call.kind ? call.body : undefined);
}

const front = https.createServer({ key: fs.readFileSync("key.pem"), cert: fs.readFileSync("cert.pem") }, (asked, answer) => {
  const found = asked.url.match(/^\/call-(\d+)$/);
  const call = found && asked.method === "GET" ? calls[found[1]] : { method: asked.method, path: "/nowhere" };
  passed(call, answer);
});
const plain = http.createServer((asked, answer) => {
  answer.writeHead(301, { location: `https://localhost:${front.address().port}${asked.url}` }).end();
});
for (const server of [front, plain]) await new Promise((ready) => server.listen(0, "127.0.0.1", ready));

async function graded(number) {
  const ports = { httpPort: plain.address().port, httpsPort: front.address().port };
  const seen = await retrieve("localhost", { ...ports, path: `/call-${number}` });
  if (!seen.responses.auto) throw new Error(`no answer to ${calls[number].method} ${calls[number].path}`);
  const results = ALL_TESTS.map((test) => test(seen).result);
  const modifiers = results.filter(Boolean).map(getScoreModifier);
  const base = 100 + modifiers.filter((modifier) => modifier < 0).reduce((sum, modifier) => sum + modifier, 0);
  const whole = 100 + modifiers.reduce((sum, modifier) => sum + modifier, 0);
  const { grade, score } = getGradeForScore(base >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? whole : base);
  return { grade, score, status: seen.responses.auto.status, results };
}

let wrong = 0;
const tell = (words) => { wrong += 1; console.log(`WRONG: ${words}`); };
const seen = {};
for (const [number, call] of calls.entries()) {
  const { grade, score, status, results } = await graded(number);
  seen[`${grade} ${score}`] = (seen[`${grade} ${score}`] ?? 0) + 1;
  if (grade !== "A+") tell(`${call.method} ${call.path} (${status}) gets ${grade}: ${results.join(" ")}`);
  if (/^\d+$/.test(call.name) && String(status) !== call.name) tell(`${call.method} ${call.path} gave ${status}`);
}
console.log(`${calls.length} answers, by grade and score: ${JSON.stringify(seen)}`);
if (calls.length < 60) tell("too few answers were graded");

const { score: whole } = await graded(0);
for (dropped of ["content-security-policy", "strict-transport-security", "x-content-type-options", "referrer-policy"]) {
  const { grade, score } = await graded(0);
  console.log(`Without ${dropped} it is ${grade}, ${score} in place of ${whole}.`);
  const grave = ["content-security-policy", "strict-transport-security"].includes(dropped);
  if (score >= whole || (grave && grade === "A+")) tell(`the rules do not miss ${dropped}`);
}
process.exit(wrong ? 1 : 0);
