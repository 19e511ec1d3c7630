// Walks every page and every correction in a real browser, with scripts and without, and lets axe-core look at each page.
// node walk.js BASE: a workbench over an archive of articles.jsonl, to which this adds and in which it corrects.
import { open } from './browser.js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';

const base = process.argv[2];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const article = `/article?address=${encodeURIComponent('https://skerrypost.example/bridge-shut')}`;
const network = '/network?name=bridge&query=about%3Abridge&name=fuel&query=about%3Afuel';
const pages = ['/', '/find', '/find?q=about%3Abridge', '/find?q=speakr%3Ax', '/find?q=speaker%3ANobody', article,
  article.replace('/article', '/correct') + '&statement=s3', article.replace('/article', '/correct'), '/sayings', '/events',
  '/issue', '/issue?q=about%3Abridge', '/wording', '/wording?actor=Henrik+Aaldal&terms=yes', '/network', network, '/corrections', '/desk', '/codebook', '/agreement', '/add', '/nothing'];
const browser = await open();
let looked = 0;

// A page that may ask nobody but the workbench, and must not stumble.
const fresh = async (options = {}) => {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (m) => { if (m.type() === 'error' && !/status of (400|404|403)/.test(m.text())) wrong.push(m.text()); });
  page.on('request', (r) => { if (!r.url().startsWith(base) && !r.url().startsWith('data:')) wrong.push(`asked ${r.url()}`); });
  return { page, context, done: async () => { assert.deepEqual(wrong, []); await context.close(); } };
};

// Whatever comes about by a click or a key is waited for, never looked at once: a machine may be slow.
const until = async (what, is) => {
  for (let left = 600; left > 0; left -= 1) {
    if (await is()) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  assert.fail(`it did not come about in a minute: ${what}`);
};
// A click that leads to another page, until that one stands.
const leave = (page, how) => Promise.all([page.waitForNavigation(), how()]);
// What is suggested for all that was typed, and not for the first letters of it.
const suggested = (words) => `.search [aria-busy=false] [role=option]:has-text("${words}")`;

const check = async (page, name) => {
  // The policy of the pages lets no script in from outside; the debugger of the browser may.
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const serious = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact));
  const told = serious.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join('\n  ')}`);
  assert.deepEqual(told, [], `axe-core on ${name}`);
  looked += 1;
};

// Every page, in every look.
for (const options of [{}, { colorScheme: 'dark' }, { viewport: { width: 360, height: 740 } }]) {
  const { page, context, done } = await fresh(options);
  const look = async (path, open = []) => {
    await page.goto(base + path);
    for (const summary of await page.locator(open.join(', ') || 'none').all()) await summary.click();
    await check(page, `${path} ${JSON.stringify(options)}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wide <= 0, `${path} runs ${wide} pixels out of the window ${JSON.stringify(options)}`);
  };
  for (const path of pages) await look(path);
  // For somebody who has a place at the desk, with all that can be opened.
  await context.addCookies([{ name: 'onrecord_person', value: 'Ana', url: base }]);
  for (const of of ['', 's1', 'e1']) {
    await look(`${article.replace('/article', '/desk')}&of=${of}`, ['.missed summary', '.boundaries summary', '.keys summary']);
  }
  await look(`/actor?key=${encodeURIComponent('name:person:marit holm')}`, ['#coding summary', '.merging summary']);
  await look(`/actors/split?key=${encodeURIComponent('name:person:marit holm')}`, ['.place summary']);
  await page.goto(base + article);
  await leave(page, () => page.click('.group h3 a >> nth=0'));
  await check(page, 'actor');
  await page.goto(base + '/sayings');
  await leave(page, () => page.click('a.saying >> nth=0'));
  await check(page, 'saying');
  await done();
}

// Reading, with a script.
{
  const { page, done } = await fresh();
  await page.goto(base + article + '#s4');
  await page.waitForFunction(() => document.activeElement?.id === 's4');
  await page.keyboard.press('j');
  await page.waitForFunction(() => location.hash === '#s5');
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await page.waitForFunction(() => document.activeElement.id === 's3');
  // The card of the statement is lit, and then that of what the pointer is on.
  await page.waitForSelector('#card-s3.on');
  await page.locator('.body .said[data-of~=s2]').first().hover();
  await page.waitForSelector('#card-s2.on');
  const colour = () => page.locator('.body .said').first().evaluate((e) => getComputedStyle(e).borderBottomStyle);
  assert.notEqual(await colour(), 'none');
  await page.uncheck('#show-statements');
  assert.equal(await colour(), 'none');
  // The outlet's wording is a layer of its own.
  const outline = () => page.locator('.body :is(.scare, .distancing)').first().evaluate((e) => getComputedStyle(e).outlineStyle);
  assert.equal(await outline(), 'none');
  await page.check('#show-wording');
  assert.notEqual(await outline(), 'none');
  await done();
}

// Finding: suggestions by keyboard.
{
  const { page, done } = await fresh();
  await page.goto(base + '/');
  await page.keyboard.press('/');
  await page.keyboard.type('speak');
  await page.waitForSelector(suggested('speaker'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Hol');
  await page.waitForSelector(suggested('Marit Holm'));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.equal(await page.inputValue('#q'), 'speaker:"Marit Holm" ');
  await leave(page, () => page.keyboard.press('Enter'));
  assert.ok(await page.locator('.found li').count() > 3);
  await leave(page, () => page.click('.facet a >> text=deny'));
  assert.match(await page.inputValue('#q'), /act:deny/);
  await page.goto(base + '/find?q=about%3Afuel');
  await page.fill('#keep', 'The fuel');
  await page.click('text=Keep it');
  await page.waitForSelector('.kept a:has-text("The fuel")');
  for (const [words, name] of [['csv', 'statements.csv'], ['json', 'statements.jsonl'], ['parquet', 'statements.parquet']]) {
    const download = page.waitForEvent('download');
    await page.click(`a:has-text("${words}")`);
    assert.equal((await download).suggestedFilename(), name);
  }
  // The period narrows as the other facets do.
  await leave(page, () => page.click('.facet a >> text=2024-03'));
  assert.match(await page.inputValue('#q'), /date:2024-03/);
  await page.goto(base + '/find?q=about%3Afuel');
  await leave(page, () => page.click('[aria-label="Drop the search The fuel"]'));
  assert.equal(await page.locator('.kept').count(), 0);
  await done();
}

// An actor's positions with what shows them, and an issue as a picture over time.
for (const javaScriptEnabled of [true, false]) {
  const { page, done } = await fresh({ javaScriptEnabled });
  await page.goto(base + article);
  await leave(page, () => page.click('.group h3 a:has-text("Henrik Aaldal")'));
  await page.fill('#iq', 'about:bridge');
  await leave(page, () => page.locator('.stood button').click());
  assert.ok(await page.locator('.stood .stands li').count() > 1);
  // Without scripts, axe-core does not run either.
  if (javaScriptEnabled) await check(page, 'an actor on an issue');
  await leave(page, () => page.click('.stood a:has-text("Everybody")'));
  await page.click('.sides a:has(.for) >> nth=0');
  await page.waitForSelector('.stands li:target');
  assert.match(await page.locator('.stands li:target b').innerText(), /^for/);
  await leave(page, () => page.click('.stands li:target a.saying'));
  await page.waitForSelector('.tag:target');
  await done();
}

// Every correction, with a script and without.
for (const javaScriptEnabled of [true, false]) {
  const { page, done } = await fresh({ javaScriptEnabled });
  const to = async () => page.goto(base + article.replace('/article', '/correct') + '&statement=s3');
  const form = (button) => page.locator(`form:has(button:has-text("${button}"))`).first();
  const press = async (button) => {
    await form(button).locator('[name=person]').fill(javaScriptEnabled ? 'Ana' : 'Jonas');
    await form(button).locator(`button:has-text("${button}")`).click();
    await page.waitForSelector('.done');
    return page.locator('.done p').innerText();
  };
  await to();
  await page.fill('#speaker', 'Marit Holm');
  assert.match(await press('Set the speaker'), /speaker: Marit Holm/);
  await to();
  await page.selectOption('#act', 'offer');
  assert.match(await press('Set the act'), /act: offer/);
  await to();
  await page.fill('#r-content', 'the bridge would open in May');
  assert.match(await press('Set the boundaries'), /content at/);
  await to();
  assert.match(await press('It is not a statement'), /not a statement/);
  assert.equal(await page.locator('#card-s3').count(), 0);
  await leave(page, () => page.click('#undo'));
  await page.waitForSelector('#card-s3');
  await leave(page, () => page.click('text=Add a missing one'));
  await page.fill('#r-content', 'engineers found broken wires');
  assert.match(await press('Add this statement'), /missing statement/);
  await leave(page, () => page.click('.group h3 a:has-text("Jonas Vik"), .group h3 a >> nth=0'));
  const actor = page.url();
  // An actor that is two: throughout an article, in single statements, at words.
  const other = javaScriptEnabled ? 'Another of the name' : 'A third of the name';
  const split = async (choose, name, isNew) => {
    await page.goto(actor);
    await page.locator('details.merging summary').click();
    await leave(page, () => page.click('#split'));
    if (javaScriptEnabled) await check(page, 'the page for splitting');
    await choose();
    await page.fill('#apart', name);
    await page.fill('#person2', 'Ana');
    await leave(page, () => page.click('button.main:has-text("Split")'));
    if (isNew) {
      if (javaScriptEnabled) await check(page, 'a new actor by a split');
      await leave(page, () => page.click('button:has-text("Make a new actor")'));
    }
    await page.waitForSelector(`h1:has-text("${name}")`);
  };
  await split(async () => {
    await page.locator('.place details summary').first().click();
    await page.locator('.place [name=statement]').first().check();
    await page.locator('.place [name=words]').first().check();
  }, other, true);
  await split(async () => page.locator('.place [name=article]').first().check(), other, false);
  await page.goto(base + '/corrections');
  const undo = page.locator('button:has-text("Undo")');
  for (let left = await undo.count(); left > 0; left -= 1) {
    await leave(page, () => undo.first().click());
    await until('each one is taken back', async () => await undo.count() === left - 1);
  }
  await page.check('[name=undone]');
  await leave(page, () => page.click('button:has-text("Show")'));
  assert.ok(await page.locator('li.undone').count() >= 6);
  await done();
}

// By keyboard alone: judging statements, and how far two people agree.
{
  const judge = async (name, keys) => {
    const { page, context, done } = await fresh();
    await context.addCookies([{ name: 'onrecord_person', value: name, url: base }]);
    await page.goto(base + article);
    await page.waitForSelector('.tag');
    for (const key of keys) {
      if (key === 'y' || key === 'x' || key === 'u') {
        await leave(page, () => page.keyboard.press(key));
        await page.waitForSelector('.tag');
      } else await page.keyboard.press(key);
    }
    await done();
  };
  await judge('Ana', ['j', 'y', 'j', 'y', 'j', 'x', 'u']);
  await judge('Jonas', ['j', 'y', 'j', 'x', 'u', 'j', 'y']);
  const { page, done } = await fresh();
  await page.goto(base + '/corrections?one=Ana&other=Jonas');
  assert.ok(await page.locator('.figures tbody tr').count() > 0);
  assert.match(await page.locator('.figures').first().innerText(), /\d/);
  await done();
}

// Selecting words in the text fills a role.
{
  const { page, done } = await fresh();
  await page.goto(base + article.replace('/article', '/correct') + '&statement=s3');
  await page.evaluate(() => {
    const node = document.querySelector('[data-excerpt] .said').firstChild;
    getSelection().setBaseAndExtent(node, 0, node, 5);
  });
  await page.locator('label[for=r-content] ~ p button').first().click();
  // Words are shown, and no offsets; where they stand goes with the form.
  const words = await page.inputValue('#r-content');
  assert.match(words, /\p{L}/u);
  assert.ok((await page.locator('[data-excerpt]').innerText()).includes(words));
  assert.match(await page.locator('[name=content-at]').inputValue(), /^\d+-\d+$/);
  await done();
}

// The desk: two coders, one by keys alone and one without a script; their agreement; settling.
{
  const sit = async (name, options) => {
    const one = await fresh(options);
    await one.page.goto(base + '/desk');
    await one.page.fill('#person', name);
    await one.page.selectOption('#desk-order', '');
    await leave(one.page, () => one.page.click('button:has-text("Code")'));
    return one;
  };
  const checked = (page, field) => page.locator(`input[name=${field}]:checked`).inputValue();
  {
    const { page, done } = await sit('Kaja', {});
    await check(page, 'the desk');
    await page.waitForSelector('.now');
    // A concept with its side, saved: two keystrokes, and the next statement stands there.
    await page.keyboard.press('1');
    assert.equal(await checked(page, 'concept-0'), 'for');
    const begun = Date.now();
    await leave(page, () => page.keyboard.press('Enter'));
    console.log(`a statement was saved, and the next one stood there, after ${Date.now() - begun} ms`);
    assert.match(page.url(), /of=s2&.*saved=s1/);
    // Speaker, act, concept and stance: six keystrokes.
    await page.keyboard.press('1');
    await page.keyboard.press('1');
    await page.keyboard.press('a');
    await page.keyboard.press('d');
    await leave(page, () => page.keyboard.press('Enter'));
    await leave(page, () => page.keyboard.press('k'));
    assert.equal(await checked(page, 'concept-0'), 'against');
    assert.match(await page.inputValue('#act'), /^d/);
    await leave(page, () => page.keyboard.press('n'));
    await leave(page, () => page.keyboard.press('x'));
    await page.keyboard.press('s');
    await page.keyboard.type('Nobody By This Name');
    await leave(page, () => page.keyboard.press('Enter'));
    await check(page, 'a new actor');
    await leave(page, () => page.click('a:has-text("Back")'));
    await page.keyboard.press('?');
    assert.ok(await page.locator('.keys dl').isVisible());
    await leave(page, () => page.click('a:has-text("Code the article itself")'));
    await page.fill('[type=date]', '2024-05-01');
    await leave(page, () => page.click('#save'));
    assert.equal(await page.inputValue('[type=date]'), '2024-05-01');
    await check(page, 'the desk on an article');

    // An event, by keys alone: its type, who does it, whether it happened, its day; saved, and the next one stands there.
    await leave(page, () => page.keyboard.press('e'));
    assert.match(page.url(), /of=e1/);
    await check(page, 'the desk on an event');
    await page.keyboard.press('a');
    await page.keyboard.type('REJ');
    await page.keyboard.press('Escape');
    await page.keyboard.press('s');
    await page.keyboard.type('Marit Ho');
    await page.waitForSelector('.coding [aria-busy=false] [role=option]:has-text("Marit Holm")');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await page.inputValue('#source-0'), 'Marit Holm');
    await page.keyboard.press('Escape');
    await page.keyboard.press('u');
    await page.keyboard.type('den');
    await page.keyboard.press('Escape');
    await page.keyboard.press('d');
    await page.keyboard.type('2024-03-14');
    await page.keyboard.press('Escape');
    await page.keyboard.press('1');
    const first = page.url();
    await leave(page, () => page.keyboard.press('Enter'));
    assert.match(page.url(), /saved=e1/);
    await page.goto(first);
    assert.equal(await page.inputValue('#type'), 'REJECT');
    assert.equal(await page.inputValue('#source-0'), 'Marit Holm');
    assert.equal(await page.inputValue('#status'), 'denied');
    assert.equal(await page.inputValue('#day'), '2024-03-14');
    assert.equal(await checked(page, 'concept-0'), 'for');
    // None, and one after all.
    await leave(page, () => page.keyboard.press('x'));
    await page.goto(first);
    await page.waitForSelector('text=none of its own');
    await check(page, 'the desk on what was struck out');
    await leave(page, () => page.click('button[name=stay]'));
    assert.equal(await page.inputValue('#type'), 'REJECT');

    // What was missed: marked in the text, and a key. Where the same words stand twice, those count that were marked.
    const mark = async (words, which) => {
      await page.evaluate(([words, which]) => {
        const nodes = [...document.querySelectorAll('[data-excerpt] [data-at]')].map((e) => e.firstChild).filter((n) => n?.data.includes(words));
        const node = nodes.at(which), at = node.data.indexOf(words);
        getSelection().setBaseAndExtent(node, at, node, at + words.length);
      }, [words, which]);
      await page.waitForSelector('button[data-take]:enabled', { state: 'attached' });
    };
    await page.keyboard.press('Escape');
    await mark('cables', -1);
    await page.keyboard.press('i');
    await page.waitForFunction(() => document.activeElement.id === 'm-speaker');
    assert.equal(await page.inputValue('#m-content'), 'cables');
    await page.keyboard.type('Marit Holm');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await check(page, 'the desk with what was missed');
    await leave(page, () => page.keyboard.press('Enter'));
    assert.match(page.url(), /saved=s\d+/);
    assert.equal(await page.inputValue('#speaker'), 'Marit Holm');
    assert.match(await page.locator('.coded-words').innerText(), /cables/);
    const added = page.url();
    await mark('found', 0);
    await page.keyboard.press('v');
    await page.waitForFunction(() => document.activeElement.id === 'm-type');
    assert.equal(await page.inputValue('#m-anchor'), 'found');
    await page.keyboard.type('CONS');
    await page.fill('#m-from', 'Henrik Aaldal');
    await leave(page, () => page.keyboard.press('Enter'));
    assert.match(page.url(), /saved=e\d+/);
    assert.equal(await page.inputValue('#type'), 'CONSULT');
    // By keys alone, words are typed. They stand at several places: it is asked which.
    await page.keyboard.press('i');
    await page.waitForFunction(() => document.activeElement.id === 'm-content');
    await page.keyboard.type('bridge');
    await page.keyboard.press('Escape');
    await leave(page, () => page.locator('#missed-statement button.main').press('Enter'));
    await check(page, 'which place is meant');
    await page.locator('[name=content-at][type=radio]').last().focus();
    await page.keyboard.press('Space');
    await leave(page, () => page.locator('button.main').press('Enter'));
    assert.match(page.url(), /saved=s\d+/);
    // Boundaries are words as well.
    await page.goto(added);
    await page.keyboard.press('b');
    assert.equal(await page.inputValue('#r-content'), 'cables');
    await page.keyboard.press('Escape');
    await mark('broken wires', 0);
    await page.locator('label[for=r-content] ~ p button').first().click();
    await leave(page, () => page.click('button[name=stay]'));
    assert.match(await page.locator('.coded-words').innerText(), /broken wires/);

    // An actor, on its page.
    await page.goto(base + article);
    await leave(page, () => page.click('.group h3 a:has-text("Marit Holm")'));
    await page.locator('#coding summary').focus();
    await page.keyboard.press('Enter');
    await page.fill('#memo', 'owns the ferries');
    await leave(page, () => page.click('#coding button'));
    assert.equal(await page.inputValue('#memo'), 'owns the ferries');
    await check(page, 'an actor that is coded');
    // From the article and from the events to the desk.
    await page.goto(base + article);
    await leave(page, () => page.locator('.card a:has-text("Code")').first().click());
    assert.match(page.url(), /of=s\d/);
    await page.goto(base + '/events');
    await page.locator('.events summary').first().click();
    await leave(page, () => page.locator('.events a:has-text("Code it")').first().click());
    assert.match(page.url(), /of=e\d/);
    await done();
  }
  {
    const { page, done } = await sit('Liv', { javaScriptEnabled: false });
    await page.check('input[name=concept-0][value=against]');
    await page.fill('#memo', 'not sure');
    await leave(page, () => page.click('#save'));
    assert.match(page.url(), /of=s2&.*saved=s1/);
    assert.equal(await page.inputValue('#memo'), '');
    assert.equal(await page.locator('text=Kaja').count(), 0);
    // Without a script: an event, what was missed, and an actor.
    await page.goto(base + article.replace('/article', '/desk') + '&of=e1');
    assert.notEqual(await page.inputValue('#type'), 'REJECT');
    await page.selectOption('#type', 'SANCTION');
    await page.selectOption('#status', 'planned');
    await page.fill('#source-0', 'Henrik Aaldal');
    await page.fill('#day', '2024-03-01/2024-03-31');
    await leave(page, () => page.click('button[name=stay]'));
    assert.equal(await page.inputValue('#type'), 'SANCTION');
    assert.equal(await page.inputValue('#day'), '2024-03-01/2024-03-31');
    await page.locator('#missed-statement summary').click();
    await page.fill('#m-content', 'a slow repair');
    await page.fill('#m-speaker', 'Henrik Aaldal');
    await page.selectOption('#m-act', 'warn');
    await leave(page, () => page.click('#missed-statement button.main'));
    assert.match(page.url(), /saved=s\d+/);
    assert.equal(await page.inputValue('#act'), 'warn');
    await page.locator('#missed-event summary').click();
    await page.fill('#m-anchor', 'repair');
    await page.selectOption('#m-type', 'COOPERATE');
    await page.fill('#m-from', 'Henrik Aaldal');
    await leave(page, () => page.click('#missed-event button.main'));
    await page.locator('[name=anchor-at][type=radio]').first().check();
    await leave(page, () => page.click('button.main'));
    assert.match(page.url(), /saved=e\d+/);
    assert.equal(await page.inputValue('#type'), 'COOPERATE');
    await leave(page, () => page.click('#no-event'));
    await page.goto(base + article);
    await leave(page, () => page.click('.group h3 a:has-text("Marit Holm")'));
    await page.locator('#coding summary').click();
    assert.equal(await page.inputValue('#memo'), '', 'another coder’s');
    await page.fill('#memo', 'not sure either');
    await leave(page, () => page.click('#coding button'));
    assert.equal(await page.inputValue('#memo'), 'not sure either');
    await page.goto(base + '/agreement?coders=Kaja,Liv');
    const stance = page.locator('.differences li:has-text("stance: bridge")').first();
    await leave(page, () => stance.locator('button:has-text("Kaja")').click());
    assert.ok(await page.locator('.settled:has-text("settled: for")').count() >= 1);
    await done();
  }
}

// Adding: a text with a script, and watching it; a file without.
{
  const { page, done } = await fresh();
  await page.goto(base + '/add');
  await page.fill('#text', 'Lighthouse to be painted\n\n“It will be red,” said Ana Brandt on Monday. She promised that the paint would last.');
  await page.fill('#published', '2024-05-01');
  await page.fill('#outlet', 'The Skerry Post');
  await page.click('button:has-text("Read it")');
  await page.waitForSelector('#job-state:has-text("done")', { timeout: 120_000 });
  await check(page, 'job');
  await leave(page, () => page.click('.articles a'));
  assert.ok(await page.locator('.card').count() >= 1);
  await page.goto(base + '/add');
  await page.fill('#url', 'http://127.0.0.1:1/secret');
  await page.click('button:has-text("Read it")');
  await page.waitForSelector('.failures li');
  assert.match(await page.locator('.failures').innerText(), /private|this machine|network/i);
  await done();
  const plain = await fresh({ javaScriptEnabled: false });
  await plain.page.goto(base + '/add');
  await plain.page.setInputFiles('#file', { name: 'buoy.txt', mimeType: 'text/plain', buffer: Buffer.from('Buoy lost\n\n“It drifted off,” said Marit Holm.\n') });
  await leave(plain.page, () => plain.page.click('button:has-text("Read it")'));
  const state = plain.page.locator('#job-state');
  await until('the file is read', async () => (await state.innerText()).includes('done') || !(await plain.page.reload()));
  await leave(plain.page, () => plain.page.click('.articles a'));
  assert.ok(await plain.page.locator('.card').count() >= 1);
  await plain.done();
}

// Reading and finding without a script.
{
  const { page, done } = await fresh({ javaScriptEnabled: false });
  await page.goto(base + '/');
  await page.fill('#q', 'act:promise');
  await leave(page, () => page.click('.search button'));
  await leave(page, () => page.click('.found .facts a >> nth=0'));
  assert.ok(await page.locator('.body .said').count() > 0);
  await page.click('.body .tag >> nth=0');
  await page.waitForURL(/#card-s\d+$/);
  await done();
}
await browser.close();
console.log(`walked every page; axe-core looked at ${looked} and found nothing serious`);
