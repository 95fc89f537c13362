// What opens or answers below the fold comes into sight, and the first field of a form has the cursor.
import type { Directive } from 'vue'

export const vShown: Directive<HTMLElement> = {
  mounted(element) {
    element.scrollIntoView({ block: 'center' })
    element.querySelector<HTMLElement>('textarea, input:not([type=file])')?.focus({ preventScroll: true })
  },
}
