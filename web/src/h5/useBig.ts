// Large letters (大字): everything 1.3 times as large, second lines left out; kept on this phone.
import { ref } from 'vue'

const STORE = 'wg-big'
const big = ref(localStorage.getItem(STORE) === 'on')
const dress = (): void => void document.documentElement.classList.toggle('big', big.value)
dress()

export function useBig() {
  return {
    big,
    flip: (): void => {
      big.value = !big.value
      localStorage.setItem(STORE, big.value ? 'on' : 'off')
      dress()
    },
  }
}
