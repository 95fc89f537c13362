// 200 % zoom, console and paper: no page is wider than a 640×360 window nor hides a control in it, no console complains, all has a name when it is read aloud; print leaves the side bar out and is white.
// node faces.mjs URL PLAN.json, where PLAN holds {password, chromium}. Prints what is wrong, JSON last.
import { readFileSync } from 'node:fs'
import { heard } from '../../tools/screens/heard.mjs'
import { complaints, Demo, launch, looks, ready, unreachable, watched } from '../../tools/screens/kit.mjs'

const [base, planFile] = process.argv.slice(2)
const plan = JSON.parse(readFileSync(planFile, 'utf8'))
const SMALL = { width: 640, height: 360 }
const PAGES = {
  duty: ['/desk/cases', '/desk/warnings', '/desk/devices', '/desk/hotline', '/desk/duty', '/desk/evaluation', '/desk/scenarios/goods-on-pavement', '/desk/joint/calls', '/desk/tags', '/desk/silences', '/desk/brief', '/cockpit'],
  squad1: ['/desk/papers', '/desk/offsite'],
  worker08: ['/m', '/m/report', '/m/me'],
}
process.env.WEIGE_CHROMIUM = plan.chromium
const demo = new Demo(base, plan.password)
const browser = await launch(false)
setTimeout(() => { console.log('FAILED: took too long'); void browser.close().finally(() => process.exit(1)) }, 120_000).unref()
const wrong = []
const began = Date.now()

async function small(who, paths) {
  const context = await demo.context(browser, who, 'zh', SMALL, { isMobile: false, deviceScaleFactor: 2 })
  const page = await context.newPage()
  const quiet = watched(page)
  page.on('pageerror', (error) => wrong.push(`${who} ${page.url()}: ${error.message}`))
  complaints(page, (line) => wrong.push(`${who} ${page.url()}: ${line}`))
  for (const path of paths) {
    await page.goto(base + path, { waitUntil: 'domcontentloaded' })
    if (!(await ready(page, quiet, 15_000, 150))) wrong.push(`${path}: never ready`)
    wrong.push(...[...(await looks(page, 'zh')), ...(await unreachable(page)), ...(await heard(page, 'zh'))].map((what) => `${path}: ${what}`))
  }
  return page
}
const paper = async (page) => {
  await page.goto(`${base}/desk/brief`, { waitUntil: 'domcontentloaded' })
  await page.locator('h1').first().waitFor()
  await page.emulateMedia({ media: 'print' })
  const shown = await page.evaluate(() => {
    dispatchEvent(new Event('beforeprint'))
    const seen = (what) => [...document.querySelectorAll(what)].some((one) => one.checkVisibility())
    return { side: seen('.side'), buttons: seen('.desk .btn'), head: document.querySelector('.paper-head')?.innerText ?? '', paper: getComputedStyle(document.body).backgroundColor }
  })
  if (shown.side || shown.buttons) wrong.push('print shows the side bar or buttons')
  if (!/\d{4}-\d\d-\d\d \d\d:\d\d.*打印/.test(shown.head)) wrong.push(`print does not say when: ${shown.head}`)
  if (shown.paper !== 'rgb(255, 255, 255)') wrong.push(`paper is ${shown.paper}`)
}

try {
  const [page] = await Promise.all(Object.entries(PAGES).map(([who, paths]) => small(who, paths)))
  await paper(page)
} catch (error) {
  wrong.push(error.stack)
} finally {
  await browser.close()
}
for (const line of wrong) console.log(line)
console.log(JSON.stringify({ ok: !wrong.length, seconds: (Date.now() - began) / 1000 }))
process.exit(wrong.length ? 1 : 0)
