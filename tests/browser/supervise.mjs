// A supervised overdue case in a real browser: 督办 with its level, the handler answers and handles, checked, ended, closed.
// node supervise.mjs URL PLAN.json, where PLAN holds {password, case, worker, before, photo, chromium}. Prints one line a step, JSON last.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')
const [base, planFile] = process.argv.slice(2)
const plan = JSON.parse(readFileSync(planFile, 'utf8'))
const SLOW = 90_000 // software WebGL on a busy machine
const steps = []
const errors = []
const pages = {}
const began = Date.now()

async function step(name, work) {
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
function expect(what, true_) {
  if (!true_) throw new Error(`expected: ${what}`)
}
const browser = await chromium.launch({ executablePath: plan.chromium, args: ['--headless=new', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'] })
setTimeout(() => {
  console.log('FAILED: took too long')
  void browser.close().finally(() => process.exit(1))
}, 280_000).unref()

async function as(username, viewport, next) {
  const phone = viewport.width < 600
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', isMobile: phone, hasTouch: phone, reducedMotion: 'reduce' })
  context.setDefaultTimeout(SLOW)
  const page = await context.newPage()
  page.on('pageerror', (error) => errors.push(`${username}: ${error.message}`))
  await page.goto(`${base}/login?next=${next}`, { waitUntil: 'domcontentloaded' })
  await page.fill('#username', username)
  await page.fill('#password', plan.password)
  await Promise.all([page.waitForURL((at) => at.pathname !== '/login', { waitUntil: 'domcontentloaded' }), page.click('button[type=submit]')])
  pages[username] = page
  return page
}
const button = (page, name) => page.getByRole('button', { name, exact: true }).locator('visible=true').first()
/** The form of a move: what it asks, filled in and sent. */
async function move(page, name, fill = async () => undefined) {
  const here = button(page, name)
  if (!(await here.isVisible())) await button(page, '更多').click()
  await here.click()
  const dialog = page.getByRole('dialog')
  await fill(dialog)
  await dialog.locator('button[type=submit]').click()
  await dialog.waitFor({ state: 'detached' })
}

let ok = false
try {
  const desk = await step('the supervisor opens the case', async () => {
    const page = await as('supervisor', { width: 1440, height: 900 }, `/desk/cases/${plan.case}`)
    await button(page, /^(督办|更多)/).waitFor()
    return page
  })
  await step('it is put under supervision as overdue, at level red', async () => {
    await move(desk, '督办', async (dialog) => {
      await dialog.getByLabel('督办类别').selectOption('overdue')
      await dialog.getByLabel('督办级别').selectOption('red')
      await dialog.getByLabel('原因').fill('居民两次催办，说明何时到场')
    })
    await desk.getByText(/超时督办 · 红色 · 督办编号 督〔\d{4}〕第\d+号/).first().waitFor()
  })
  const phone = await step('the handler answers on the phone', async () => {
    const page = await as(plan.worker, { width: 390, height: 844 }, `/m/cases/${plan.case}`)
    await button(page, '答复督办').click()
    await page.locator('textarea').first().fill('半小时内到场')
    await page.locator('form button[type=submit], .sheet button[type=submit]').last().click()
    await page.getByText('半小时内到场').first().waitFor()
    return page
  })
  await step('arrives, photographs, finishes', async () => {
    await button(phone, /到场处置/).click()
    await phone.setInputFiles('input[type=file]', plan.before)
    await phone.getByText('处置前', { exact: true }).first().waitFor()
    await button(phone, /拍处置后/).waitFor()
    await phone.setInputFiles('input[type=file]', plan.photo)
    await phone.locator('figcaption', { hasText: '处置后' }).waitFor()
    await phone.waitForFunction(() => [...document.querySelectorAll('button')].some((one) => one.innerText.startsWith('处置完成') && one.getAttribute('aria-disabled') !== 'true'))
    await button(phone, '处置完成').click()
    await phone.locator('dd', { hasText: '待核查' }).waitFor()
  })
  await step('the supervisor reads the answer, ends the supervision, passes the check', async () => {
    await desk.reload()
    await desk.getByText('半小时内到场').first().waitFor()
    await button(desk, '更多').click()
    await button(desk, '解除督办').click() // asks nothing more: one press
    await desk.getByText('解除督办').first().waitFor()
    await button(desk, /^核查通过/).click()
    await button(desk, /^结案/).waitFor()
  })
  await step('and closes it', async () => {
    await move(desk, /^结案/, (dialog) => dialog.locator('input[type=checkbox]').check())
    await desk.locator('text=实际解决').first().waitFor()
  })
  await step('no script failed', async () => expect(`no errors, not ${errors.join('; ')}`, !errors.length))
  ok = true
} catch (error) {
  console.log(error.stack)
} finally {
  await browser.close()
}
console.log(JSON.stringify({ ok, seconds: (Date.now() - began) / 1000, steps }))
process.exit(ok ? 0 : 1)
