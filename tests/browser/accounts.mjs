// The administrator adds an account at the back office; its first password has to be changed before anything can be seen.
export async function addAccount(page, base, button, expect) {
  await page.goto(`${base}/desk/office`, { waitUntil: 'domcontentloaded' })
  await page.getByRole('link', { name: /^用户/ }).locator('visible=true').first().click()
  await button(page, '新增').click()
  const form = page.locator('form').last()
  await form.getByLabel('用户名').fill('newcomer')
  await form.getByLabel('姓名').fill('周明')
  await form.getByLabel('种类').selectOption({ label: '人员' })
  await form.getByLabel('语言').selectOption({ label: '中文' })
  await form.getByLabel('初始密码').fill('A first word for 2026')
  await button(page, '看看影响').click()
  await button(page, '保存').click()
  await page.locator('tr', { hasText: 'newcomer' }).waitFor()
  const login = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: 'newcomer', password: 'A first word for 2026' }) }
  const { token } = await (await fetch(`${base}/api/auth/token`, login)).json()
  const refused = await (await fetch(`${base}/api/cases`, { headers: { Authorization: `Bearer ${token}` } })).json()
  expect(`the first password has to be changed first, not ${JSON.stringify(refused).slice(0, 90)}`, refused.code === 'password_change_required')
}
