// A supervised overdue case in a real browser: 督办 with its level, the handler answers and handles, checked, ended, closed.
// node supervise.mjs URL PLAN.json, where PLAN holds {password, case, worker, before, photo, chromium}. Prints one line a step, JSON last.
import { as, button as near, finished, plan, play, step } from './kit.mjs'

const button = (page, name) => near(page, name, true)

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

await play(async () => {
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
    const box = desk.locator('.beside', { hasText: '超时督办' })
    for (const words of ['红色', '居民两次催办，说明何时到场', /^督办编号 督〔\d{4}〕第\d+号$/]) await box.getByText(words).first().waitFor()
  })
  const phone = await step('the handler answers on the phone', async () => {
    const page = await as(plan.worker, { width: 390, height: 844 }, `/m/cases/${plan.case}`)
    await page.locator('.beside').getByText('居民两次催办，说明何时到场').waitFor()
    await button(page, '答复督办').click()
    await page.locator('textarea').first().fill('半小时内到场')
    await page.locator('form button[type=submit], .sheet button[type=submit]').last().click()
    await page.getByText('半小时内到场').first().waitFor()
    return page
  })
  await step('arrives, photographs, finishes', async () => {
    // What is photographed before he says that he is there shows it as it was; from then on as it becomes.
    await phone.setInputFiles('input[type=file]', plan.before)
    await phone.getByText('处置前', { exact: true }).first().waitFor()
    await button(phone, /到场处置/).click()
    await button(phone, /拍处置后/).waitFor()
    await finished(phone)
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
})
