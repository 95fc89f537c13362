// The first story in a real browser: pulse and confirmation on the cockpit, work on the phone, verification at the desk.
// node story.mjs URL PLAN.json, where PLAN holds {password, camera, shop, worker, photo, chromium}. Prints one line a step, JSON last.
import { as, base, button, expect, finished, plan, play, SLOW, step } from './kit.mjs'

const PULSE = '.wg-warning[data-level=yellow]:not(.calm)'

async function call(path, body, token) {
  const answer = await fetch(base + path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) } })
  expect(`${path} answers 200`, answer.status === 200)
  return answer.json()
}

/** Goods have stood before the shop for seven minutes by the street's clock. */
async function goodsOnThePavement() {
  const { token } = await call('/api/auth/token', { username: 'gateway', password: plan.password })
  const now = Date.parse((await (await fetch(`${base}/healthz`)).json()).time)
  const looks = Array.from({ length: 8 }, (_, n) => ({
    id: `browser-${n}`, source: 'browser', device: plan.camera, kind: 'detection', time: new Date(now - (7 - n) * 60_000).toISOString(),
    data: { label: 'goods', confidence: 0.9, shop: plan.shop, pictures: n % 4 ? [] : [plan.photo64] },
  }))
  const answer = await call('/api/signals', looks, token)
  expect('all signals accepted', answer.accepted === looks.length)
}

const figures = (page) => page.locator('.figures').innerText().then((text) => text.replace(/\s+/g, ' '))
const figure = (text, name) => Number(text.match(new RegExp(`${name} ?(\\d+)`))?.[1])

await play(async () => {
  const wall = await step('the cockpit shows the street in 3D', async () => {
    const page = await as('duty', { width: 1024, height: 700 }, '/cockpit')
    await page.waitForSelector('.maplibregl-canvas')
    await page.waitForSelector('.figures .hero')
    return page
  })
  const before = await figures(wall)

  await step('a pulse appears at the shop', async () => {
    // The page notes by itself when the mark stands: asking from outside would wait for the software renderer's frames.
    await wall.evaluate((mark) => {
      const look = () => { if (!window.pulsed && document.querySelector(mark)) window.pulsed = Date.now() }
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
    }, PULSE)
    await goodsOnThePavement()
    const accepted = Date.now()
    await wall.waitForSelector(PULSE, { state: 'attached' })
    console.log(`   pulse ${(await wall.evaluate(() => window.pulsed)) - accepted} ms after the server accepted the signals`)
  })
  await step('the warning explains itself', async () => {
    await wall.waitForSelector('.warn h2:has-text("店外摆放货物")')
    const card = (await wall.locator('.warn').innerText()).replace(/\s+/g, ' ')
    for (const words of ['停留满 5 分钟', '可信度 0.6', '许可']) expect(`the card says ${words}`, card.includes(words))
    expect('the card shows pictures', (await wall.locator('.warn img').count()) > 0)
  })
  await step('the duty officer confirms', async () => {
    await button(wall.locator('.warn'), '确认').click()
    await wall.locator('.warn form button[type=submit]').click()
    await wall.waitForSelector('.wg-warning.calm', { state: 'attached' })
  })

  const phone = await step('the case is on the worker’s phone', async () => {
    const page = await as(plan.worker, { width: 390, height: 844 }, '/m')
    await page.locator('.list a', { hasText: '店外摆放货物' }).first().click()
    await page.waitForURL(/\/m\/cases\//)
    return page
  })
  const id = new URL(phone.url()).pathname.split('/').pop()
  await step('he arrives, photographs, finishes', async () => {
    await button(phone, '到场处置').click()
    const shoot = button(phone, '拍处置后')
    await shoot.waitFor()
    expect('finishing wants a photo first', /处置完成/.test(await shoot.innerText()))
    await finished(phone)
  })
  await phone.context().close()

  const desk = await step('the supervisor finds it at the desk', async () => {
    const page = await as('supervisor', { width: 1280, height: 800 }, `/desk/cases/${id}`)
    await page.locator('figcaption', { hasText: '处置后' }).waitFor()
    return page
  })
  await step('he passes it', async () => {
    await button(desk, '核查通过').click()
    await button(desk, '结案').waitFor()
  })
  await step('he closes it, ticking the closing condition', async () => {
    await button(desk, '结案').click()
    await desk.locator('form input[type=checkbox]').check()
    await desk.locator('form button[type=submit]').click()
    await desk.locator('text=实际解决').first().waitFor()
  })
  await step('the figures on the cockpit have moved', async () => {
    for (const end = Date.now() + SLOW; Date.now() < end; await wall.waitForTimeout(300)) {
      const now = await figures(wall)
      if (['立案', '结案'].every((name) => figure(now, name) === figure(before, name) + 1)) return
    }
    throw new Error(`before: ${before}\nafter: ${await figures(wall)}`)
  })
})
