// Whether something that was pressed takes longer than a second at the server: an import, a replay, fifty cases at once.
import { readonly, ref, type Ref } from 'vue'
import { configureApi } from './api'

/** Before that nothing is said (ms): the button itself has answered. */
const SOON_MS = 1000
const slow = ref(false)
let open = 0
let timer: ReturnType<typeof setTimeout> | undefined

function begin(): () => void {
  open += 1
  if (open === 1) timer = setTimeout(() => (slow.value = true), SOON_MS)
  let ended = false
  return () => {
    if (ended) return
    ended = true
    open -= 1
    if (open > 0) return
    clearTimeout(timer)
    slow.value = false
  }
}

/** Once per page, where the word of it stands. */
export function useWorking(): Readonly<Ref<boolean>> {
  configureApi({ onWork: begin })
  return readonly(slow)
}
