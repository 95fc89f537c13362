// Words typed on the page of a link stay in this tab until they are sent: a page that fails or is loaded again loses none.
import { ref, watch, type Ref } from 'vue'

/** name: which field. Each link has its own. Empty again, it is forgotten. */
export function useTyped(name: string): Ref<string> {
  const key = `wg-typed ${name} ${location.hash.slice(1)}`
  const text = ref(sessionStorage.getItem(key) ?? '')
  watch(text, (now) => (now ? sessionStorage.setItem(key, now) : sessionStorage.removeItem(key)), { flush: 'sync' })
  return text
}
