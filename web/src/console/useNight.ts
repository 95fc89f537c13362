// The desk's night mode: the dark tokens, kept on this machine.
import { ref } from 'vue'
import { setTheme } from '@/shared/theme'

const night = ref(document.documentElement.dataset['theme'] === 'dark')

export function useNight() {
  return {
    night,
    flip: (): void => {
      night.value = !night.value
      setTheme(night.value ? 'dark' : 'light', true)
    },
  }
}
