// The form of a move asks only for what belongs to what was chosen; what was refused is past as soon as something else is said.
import { mount } from '@vue/test-utils'
import { expect, it, vi } from 'vitest'
import MoveForm from '@/shared/enforce/MoveForm.vue'
import type { Action, MoveField } from '@/shared/enforce/types'
import { createWeigeI18n } from '@/shared/i18n'

const field = (name: string, kind: MoveField['kind'], ...choices: string[]): MoveField => ({ name, label_zh: name, label_en: name, kind, required: false, role: '', choices: choices.map((value) => ({ value, name_zh: value, name_en: value })) })
const form = (code: string, fields: MoveField[]) => mount(MoveForm, {
  props: { action: { code, label_zh: code, label_en: code, allowed: true, main: true, missing: [], fields } satisfies Action, base: '/api/offsite/1', version: 1 },
  global: { plugins: [createWeigeI18n('enforce', { zh: { title: '', optional: '' }, en: { title: '', optional: '' } })] },
})
const asked = (page: ReturnType<typeof form>): string[] => page.findAll('label.field > span').map((one) => one.text())

it('asks for an amount only of a fine', async () => {
  const page = form('decide', [field('outcome', 'choice', 'warning', 'fine'), field('amount', 'number'), field('reason', 'long')])
  expect(asked(page)).toEqual(['reason'])
  await page.get('input[value=fine]').setValue()
  expect(asked(page)).toEqual(['amount', 'reason'])
})
it('asks what the party said only when it said something, and why only when it was not taken', async () => {
  const page = form('hear', [field('statement', 'choice', 'nothing', 'accepted', 'rejected'), field('text', 'long'), field('reason', 'text')])
  expect(asked(page)).toEqual([])
  await page.get('input[value=accepted]').setValue()
  expect(asked(page)).toEqual(['text'])
  await page.get('input[value=rejected]').setValue()
  expect(asked(page)).toEqual(['text', 'reason'])
})
it('forgets a refusal when something else is said', async () => {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify({ status: 422, code: 'invalid', title: '有内容需要改正', errors: [{ field: 'reason', code: 'field_missing', message: '缺这一项' }] }), { status: 422, headers: { 'Content-Type': 'application/problem+json' } }))
  const page = form('void', [field('reason', 'text')])
  await page.get('form').trigger('submit')
  await vi.waitFor(() => expect(page.text()).toContain('缺这一项'))
  await page.get('input').setValue('重复')
  expect(page.text()).not.toContain('缺这一项')
})
