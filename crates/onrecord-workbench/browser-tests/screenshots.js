// Screenshots of every page: node screenshots.js BASE FOLDER [--all]. Without --all, only those that docs/workbench.md shows.
import { open } from './browser.js';
import { writeFileSync } from 'node:fs';
const [base, folder, more] = process.argv.slice(2);
const article = '/article?address=' + encodeURIComponent('https://skerrypost.example/bridge-shut');
const network = '/network?name=closing+the+bridge&query=about%3Abridge&name=paying+for+fuel&query=about%3Afuel&name=the+lane&query=about%3Alane';
const browser = await open();
// Two coders for the pictures of the desk; the archive has a codebook (.ci/browser).
let cookies = [];
const choices = { Ana: ['for', 'against', '', 'for', 'there'], Ben: ['for', 'for', '', 'against', 'there'] };
for (const person of ['Ben', 'Ana']) {
  const coding = await browser.newPage();
  await coding.goto(base + '/desk');
  await coding.fill('#person', person);
  await Promise.all([coding.waitForNavigation(), coding.click('button.main')]);
  for (const choice of choices[person]) {
    await coding.check(`[data-key="1"] input[value="${choice}"]`);
    await Promise.all([coding.waitForNavigation(), coding.keyboard.press('Enter')]);
  }
  cookies = await coding.context().cookies();
  await coding.close();
}
const shots = [
  ['article', article, { width: 1280, height: 860 }, {}],
  ['find', '/find?q=about%3Abridge', { width: 1280, height: 860 }, {}],
  ['actor', null, { width: 1280, height: 860 }, {}],
  ['saying', null, { width: 1280, height: 720 }, {}],
  ['issue', '/issue?q=about%3Afuel', { width: 1280, height: 860 }, {}],
  ['wording', '/wording?actor=Henrik+Aaldal', { width: 1280, height: 860 }, {}],
  ['network', network, { width: 1280, height: 860 }, {}],
  ['correct', '/correct?address=' + encodeURIComponent('https://skerrypost.example/bridge-shut') + '&statement=s3', { width: 1280, height: 900 }, {}],
  ['desk', '/desk', { width: 1280, height: 860 }, {}],
  ['desk-event', article.replace('/article', '/desk') + '&of=e1', { width: 1280, height: 860 }, {}],
  ['agreement', '/agreement', { width: 1280, height: 860 }, {}],
  ['narrow-dark', article, { width: 420, height: 860 }, { colorScheme: 'dark' }],
];
if (more) shots.push(
  ['home', '/', { width: 1280, height: 860 }, {}],
  ['home-dark', '/', { width: 1280, height: 860 }, { colorScheme: 'dark' }],
  ['article-dark', article, { width: 1280, height: 860 }, { colorScheme: 'dark' }],
  ['sayings', '/sayings', { width: 1280, height: 860 }, {}],
  ['events', '/events', { width: 1280, height: 860 }, {}],
  ['corrections', '/corrections', { width: 1280, height: 700 }, {}],
  ['add', '/add', { width: 1280, height: 860 }, {}],
  ['desk-missed', article.replace('/article', '/desk') + '&of=s1', { width: 1280, height: 1400 }, {}],
  ['desk-narrow', article.replace('/article', '/desk') + '&of=e1', { width: 420, height: 1600 }, { colorScheme: 'dark' }],
  ['split', '/actors/split?key=' + encodeURIComponent('name:person:marit holm'), { width: 1280, height: 900 }, {}],
  ['actor-coding', '/actor?coded=yes&key=' + encodeURIComponent('name:person:marit holm'), { width: 1280, height: 1500 }, {}],
  ['wrong', '/find?q=speakr%3AHolm', { width: 1280, height: 600 }, {}],
  ['find-narrow', '/find?q=about%3Abridge', { width: 420, height: 860 }, {}],
);
// The browser itself packs a picture smaller than as PNG.
const packer = await browser.newPage();
const packed = async (png) => {
  const webp = await packer.evaluate(async (data) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${data}`;
    await picture.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
    canvas.getContext('2d').drawImage(picture, 0, 0);
    return canvas.toDataURL('image/webp', 0.85).split(',')[1];
  }, png.toString('base64'));
  return Buffer.from(webp, 'base64');
};
for (const [name, path, viewport, options] of shots) {
  const page = await browser.newPage({ viewport, ...options });
  if (/^desk|coding$/.test(name)) await page.context().addCookies(cookies);
  if (path) await page.goto(base + path);
  else if (name === 'actor') {
    await page.goto(base + article);
    await page.click('.group h3 a:has-text("Henrik Aaldal")');
  } else {
    await page.goto(base + '/sayings');
    await page.click('a.saying >> nth=0');
  }
  if (name === 'desk-missed') for (const one of await page.locator('details.missed summary').all()) await one.click();
  if (name === 'split') await page.locator('.place summary').first().click();
  if (name === 'article') await page.hover('.body .said >> nth=3');
  await page.waitForLoadState('networkidle');
  writeFileSync(`${folder}/${name}.webp`, await packed(await page.screenshot()));
  await page.close();
}
await browser.close();
