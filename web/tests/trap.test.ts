// A dialog of the wall by keys: Tab goes round inside, Esc closes, and what had the focus before has it again.
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import KeysHelp from '@/cockpit/KeysHelp.vue'
import { createWeigeI18n } from '@/shared/i18n'

it('holds the keyboard and gives it back', async () => {
  const open = ref(false)
  const page = mount({ components: { KeysHelp }, setup: () => ({ open }), template: '<button id="opener">?</button><KeysHelp v-if="open" @close="open = false" /><button id="behind">x</button>' }, { attachTo: document.body, global: { plugins: [createWeigeI18n('cockpit', { zh: {}, en: {} })] } })
  const opener = page.get<HTMLElement>('#opener').element
  opener.focus()
  open.value = true
  await nextTick()
  const inside = page.get<HTMLElement>('[role=dialog] button').element
  expect(document.activeElement).toBe(inside)
  const tab = new KeyboardEvent('keydown', { key: 'Tab', bubbles: true, cancelable: true })
  inside.dispatchEvent(tab)
  expect([tab.defaultPrevented, document.activeElement === inside]).toEqual([true, true])
  await page.get('.scrim').trigger('keydown', { key: 'Escape' })
  await nextTick()
  expect(page.find('[role=dialog]').exists()).toBe(false)
  expect(document.activeElement).toBe(opener)
})
