// Scores pages with Lighthouse's mobile preset. Reads a job from standard input, writes one JSON line for each run:
// {packages, chromium, runs, categories, slowdown?, pages: [{name, url, answers?}]}
// `slowdown` is the CPU multiplier; without it, each run is calibrated as Lighthouse's docs/throttling.md asks for.
// A page with `answers` is the one that follows when those are given on the form at `url` and sent.

import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';

// Other tabs' services would ask the network, and a process run by root cannot use the sandbox.
const FLAGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
// Below this index something else has the machine; it is waited for, so many measurements of a second.
const BUSY = 400;
const PATIENCE = 15;
// A run that Lighthouse breaks off measures nothing, and is repeated.
const TRIES = 4;

const job = JSON.parse(readFileSync(0, 'utf8'));
const required = createRequire(`${job.packages}/`);
const load = (name) => import(pathToFileURL(required.resolve(name)).href);
const {startFlow} = await load('lighthouse');
const {pageFunctions} = await load('lighthouse/core/lib/page-functions.js');
const {throttling: presets} = await load('lighthouse/core/config/constants.js');
const puppeteer = (await load('puppeteer-core')).default;

// The figures of the calculator that Lighthouse's docs name; never above the preset.
function calibrated(index) {
  if (index >= 1300) return Math.min(presets.mobileSlow4G.cpuSlowdownMultiplier, 3 + (index - 1300) / 233);
  if (index >= 800) return 2 + (index - 800) / 500;
  return Math.max(1, 1 + (index - 150) / 650);
}

function give(answers) {
  const form = document.getElementById('sheet');
  for (const [name, value] of answers) {
    form.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`).checked = true;
  }
  form.submit(); // not requestSubmit(), which the script takes for "go on" before the last step
}

async function quietIndex(page) {
  let index = 0;
  for (let tries = 0; tries < PATIENCE && index < BUSY; tries += 1) {
    index = Math.max(index, await page.evaluate(pageFunctions.computeBenchmarkIndex));
  }
  return index;
}

async function score(page, target) {
  const index = await quietIndex(page);
  const slowdown = job.slowdown ?? calibrated(index);
  const throttling = {...presets.mobileSlow4G, cpuSlowdownMultiplier: slowdown};
  const config = {extends: 'lighthouse:default', settings: {onlyCategories: job.categories, throttling}};
  if (target.answers) await page.goto(target.url, {waitUntil: 'load'});
  const flow = await startFlow(page, {config, name: target.name});
  await flow.navigate(target.answers ? () => page.evaluate(give, target.answers) : target.url);
  const {lhr} = (await flow.createFlowResult()).steps[0];
  return told(target, lhr, index, slowdown);
}

function told(target, lhr, index, slowdown) {
  const categories = Object.values(lhr.categories);
  const short = categories.flatMap((category) => category.auditRefs
    .filter(({id, weight}) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
    .map(({id}) => id));
  return {
    name: target.name,
    version: lhr.lighthouseVersion,
    path: new URL(lhr.finalDisplayedUrl).pathname,
    index,
    slowdown,
    error: lhr.runtimeError?.message,
    scores: Object.fromEntries(categories.map(({id, score}) => [id, score === null ? null : Math.round(score * 100)])),
    blocking: lhr.audits['total-blocking-time']?.numericValue,
    short,
  };
}

async function once(target) {
  const browser = await puppeteer.launch({executablePath: job.chromium, args: FLAGS});
  try {
    return await score(await browser.newPage(), target);
  } catch (error) {
    if (!error.lhrRuntimeError) throw error;
    return {name: target.name, error: error.friendlyMessage};
  } finally {
    await browser.close();
  }
}

for (let run = 0; run < job.runs; run += 1) {
  for (const target of job.pages) {
    let found = await once(target);
    for (let tries = 1; found.error && tries < TRIES; tries += 1) found = await once(target);
    console.log(JSON.stringify(found));
  }
}
