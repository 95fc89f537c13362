// The line stands in the form and follows what the person does; one use is summed once, however often it is sent.
import { mount } from '@vue/test-utils'
import { beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import FormEffort from '@/shared/components/FormEffort.vue'
import { createWeigeI18n } from '@/shared/i18n'

beforeEach(() => {
  localStorage.clear()
  localStorage.setItem('wg-lang', 'zh')
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no net')))
})

it('says what is asked and what is filled in, and sums one use once', async () => {
  const host = defineComponent({ setup: () => () => h('form', { onSubmit: (event: Event) => event.preventDefault() }, [h(FormEffort, { form: 'hotline' }), h('input', { value: '20261121' }), h('textarea')]) })
  const page = mount(host, { attachTo: document.body, global: { plugins: [createWeigeI18n('x', { zh: { title: '' }, en: { title: '' } })] } })
  await nextTick()
  expect(page.text()).toContain('问 1 项，已替您填 1 项')
  await page.find('form').trigger('submit')
  await page.find('form').trigger('submit')
  await new Promise((done) => setTimeout(done, 20))
  expect(JSON.parse(localStorage.getItem('wg-effort') ?? '{}')).toMatchObject({ hotline: { uses: 1, asked: 1, filled: 1, typed: 0 } })
  page.unmount()
})
