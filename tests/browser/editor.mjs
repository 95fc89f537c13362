// A pack's text in the browser: a fault seen at its line, mended, kept as a draft, tried on the past, switched on with a date.
// node editor.mjs URL PLAN.json, where PLAN holds {password, shots, chromium}. Prints one line a step, JSON last.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')
const [base, planFile] = process.argv.slice(2)
const plan = JSON.parse(readFileSync(planFile, 'utf8'))
const PAGE = '/desk/scenarios/goods-on-pavement'
const REMARK = '# 国庆前后放宽，十一月底复看'
const errors = []
const began = Date.now()

const browser = await chromium.launch({ executablePath: plan.chromium, args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-3d-apis'] })
setTimeout(() => { console.log('FAILED: took too long'); void browser.close().finally(() => process.exit(1)) }, 120_000).unref()
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
context.setDefaultTimeout(40_000)
const page = await context.newPage()
page.on('pageerror', (error) => errors.push(error.message))

async function step(name, work) {
  const start = Date.now()
  await work()
  console.log(`ok ${name} ${Date.now() - start} ms`)
}
function expect(what, true_) {
  if (!true_) throw new Error(`expected: ${what}`)
}
const line = (text) => page.locator('.cm-line', { hasText: text }).first()
const button = (name) => page.getByRole('button', { name }).locator('visible=true').first()
const said = page.locator('aside [aria-live]')
const save = page.locator('form.save button[type=submit]')
/** Puts the caret at the end of the line and types. */
async function atEndOf(text, ...keys) {
  await line(text).click()
  await page.keyboard.press('End')
  for (const key of keys) await (key.length > 1 && /^[A-Z]/.test(key) ? page.keyboard.press(key) : page.keyboard.type(key))
}

let ok = false
try {
  await page.goto(`${base}/login?next=${PAGE}/text`, { waitUntil: 'domcontentloaded' })
  await page.fill('#username', 'duty')
  await page.fill('#password', plan.password)
  await Promise.all([page.waitForURL((at) => at.pathname !== '/login', { waitUntil: 'domcontentloaded' }), page.click('button[type=submit]')])
  await step('the editor opens with the text in force', async () => {
    await line('one_per = "shop"').waitFor()
    await said.getByText('自带样例都通过').waitFor()
    expect('nothing to keep yet', await save.isDisabled())
  })
  await step('a fault is seen at its line', async () => {
    await atEndOf('one_per = "shop"', 'Backspace')
    await said.getByText('引号没有收尾').waitFor()
    const number = Number((await said.innerText()).match(/第 (\d+) 行/)?.[1])
    const marked = await page.locator('.cm-gutter-lint .cm-lint-marker-error').first().evaluate((mark) => Math.round(mark.getBoundingClientRect().top))
    const there = await page.locator('.cm-lineNumbers .cm-gutterElement', { hasText: new RegExp(`^${number}$`) }).first().evaluate((one) => Math.round(one.getBoundingClientRect().top))
    expect(`the mark stands at line ${number}`, Math.abs(marked - there) < 14 && (await line('one_per').innerText()) === 'one_per = "shop')
    expect('a faulty text cannot be kept', await save.isDisabled())
  })
  await step('it is mended, a value and a remark are changed', async () => {
    await atEndOf('one_per = "shop', '"')
    await atEndOf('min_confidence = 0.6', `5   ${REMARK}`)
    await said.getByText('自带样例都通过').waitFor()
    await page.locator('.keys li', { hasText: 'signal.min_confidence' }).waitFor()
  })
  await step('it is kept as a draft', async () => {
    await page.fill('#pack-why', '少报一些')
    await save.click()
    await page.waitForURL(/version=2$/)
    await page.locator('li.draft', { hasText: '少报一些' }).waitFor()
  })
  await step('it is tried on the past', async () => {
    await page.locator('.bar select').last().selectOption('1')
    await button('重放').click()
    await page.locator('.bar', { hasText: /重放 [\d,]+ 条信号/ }).waitFor()
  })
  await step('it is switched on with a date', async () => {
    await button('约定启用').click()
    await page.fill('#plan-why', '在过去上试过')
    expect('tomorrow at eight is proposed', / 08:00$/.test(await page.locator('.date-field.k-moment input').inputValue()))
    await button('到时启用').click()
    await page.locator('header .chip', { hasText: '第 2 版' }).waitFor()
    await page.locator('li.scheduled', { hasText: '等待启用' }).waitFor()
  })
  await step('the version says what was written, the remark too', async () => {
    await page.goto(`${base}${PAGE}/text?version=2`, { waitUntil: 'domcontentloaded' })
    await line('min_confidence').waitFor()
    expect('value and remark', (await line('min_confidence').innerText()) === `min_confidence = 0.65   ${REMARK}`)
    expect('its number', (await line(/^version/).innerText()) === 'version = 2')
  })
  expect(`no script fails, not ${errors.join('; ')}`, !errors.length)
  ok = true
} catch (error) {
  console.log(error.stack)
  await page.screenshot({ path: `${plan.shots}/editor.png` }).catch(() => undefined)
} finally {
  await browser.close()
}
console.log(JSON.stringify({ ok, seconds: (Date.now() - began) / 1000 }))
process.exit(ok ? 0 : 1)
