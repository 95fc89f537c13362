// Where I am, when the phone was allowed to say it before; nobody is asked for it just to see a list. While a person chose to,
// and while on duty, the position goes to the street (it is forgotten with the shift).
import { onScopeDispose, ref, watch } from 'vue'
import { api, ApiProblem } from '@/shared/api'

const STORE = 'wg-share-position'
const EVERY_MS = 60_000
const here = ref<{ lon: number; lat: number } | null>(null)
const sharing = ref(localStorage.getItem(STORE) === 'on')
/** Why it is not shared although it was chosen: not on duty, or not allowed by the phone. */
const hindered = ref<'' | 'off_duty' | 'denied'>('')
let watching: number | null = null
let told = 0

function start(): void {
  if (watching !== null || !('geolocation' in navigator)) return
  watching = navigator.geolocation.watchPosition(
    ({ coords }) => {
      here.value = { lon: coords.longitude, lat: coords.latitude }
      void tell()
    },
    () => {
      if (sharing.value) hindered.value = 'denied'
    },
    { enableHighAccuracy: true, maximumAge: 30_000 },
  )
}

async function tell(): Promise<void> {
  if (!sharing.value || !here.value || Date.now() - told < EVERY_MS) return
  told = Date.now()
  try {
    await api.post('/api/me/position', here.value)
    hindered.value = ''
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 409) hindered.value = 'off_duty'
  }
}

/** Begins to look where the phone is if that was allowed earlier; `stop` when the root goes. */
export function useHereKeeper(): void {
  const begin = async (): Promise<void> => {
    const right = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null)
    if (right?.state === 'granted' || sharing.value) start()
  }
  void begin()
  watch(sharing, (on) => {
    localStorage.setItem(STORE, on ? 'on' : 'off')
    hindered.value = ''
    told = 0
    if (on) {
      start()
      void tell()
    }
  })
  onScopeDispose(() => {
    if (watching !== null) navigator.geolocation.clearWatch(watching)
    watching = null
  })
}

/** `ask`: begins to look where the phone is because the person wants it now (the browser asks once). */
export const useHere = () => ({ here, sharing, hindered, ask: start })
