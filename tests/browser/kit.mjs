// What every story in a browser begins with: its plan, a browser, people who sign in, steps that are told and pictured when they fail.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')
export const [base, planFile] = process.argv.slice(2)
export const plan = JSON.parse(readFileSync(planFile, 'utf8'))
export const SLOW = 90_000 // software WebGL on a busy machine
const OVERALL = 280_000 // then the browser is ended with everything else
const began = Date.now()
const steps = []
const errors = []
const pages = {}

const browser = await chromium.launch({
  executablePath: plan.chromium,
  args: ['--headless=new', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})
setTimeout(() => {
  console.log('FAILED: took too long')
  void browser.close().finally(() => process.exit(1))
}, OVERALL).unref()

export function expect(what, true_) {
  if (!true_) throw new Error(`expected: ${what}`)
}

export async function step(name, work) {
  const start = Date.now()
  try {
    const found = await work()
    steps.push({ name, ms: Date.now() - start })
    console.log(`ok ${name} ${Date.now() - start} ms`)
    return found
  } catch (error) {
    console.log(`FAILED ${name}: ${error.message}`)
    for (const [who, page] of Object.entries(pages)) await page.screenshot({ path: `${plan.shots}/${who}.png` }).catch(() => undefined)
    throw error
  }
}

/** One of the cast in a browser of their own, signed in, on the page they want. */
export async function as(username, viewport, next) {
  const phone = viewport.width < 600
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', isMobile: phone, hasTouch: phone, reducedMotion: 'reduce' })
  context.setDefaultTimeout(SLOW)
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(`${username}: ${error.message}`))
  page.on('console', (message) => /Content Security Policy/i.test(message.text()) && errors.push(`${username}: ${message.text()}`))
  await page.goto(`${base}/login?next=${next}`, { waitUntil: 'domcontentloaded' })
  await page.fill('#username', username)
  await page.fill('#password', plan.password)
  await Promise.all([page.waitForURL((at) => at.pathname !== '/login', { waitUntil: 'domcontentloaded' }), page.click('button[type=submit]')])
  pages[username] = page
  return page
}

export const button = (page, name, exact = false) => page.getByRole('button', { name, exact }).locator('visible=true').first()

/** The photo after, and the press that the work is done. */
export async function finished(phone) {
  await phone.setInputFiles('input[type=file]', plan.photo)
  await phone.locator('figcaption', { hasText: '处置后' }).waitFor()
  await phone.waitForFunction(() => [...document.querySelectorAll('button')].some((one) => one.innerText.startsWith('处置完成') && one.getAttribute('aria-disabled') !== 'true'))
  await button(phone, '处置完成').click()
  await phone.locator('dd', { hasText: '待核查' }).waitFor()
}

/** Plays a story to its end, says how it went (JSON in the last line) and leaves. */
export async function play(story) {
  let ok = false
  try {
    await story()
    await step('no script failed and nothing broke the content-security policy', async () => expect(`no errors, not ${errors.join('; ')}`, !errors.length))
    ok = true
  } catch (error) {
    console.log(error.stack)
  } finally {
    await browser.close()
  }
  console.log(JSON.stringify({ ok, seconds: (Date.now() - began) / 1000, steps }))
  process.exit(ok ? 0 : 1)
}
