// Reading a device's code: what stands in a scanned address or was typed, and whether this browser can scan at all.

/** A device's code is safe in an address and as an MQTT topic level (the server's rule). */
const CODE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/

/** The code in a scanned address (…/m/install/<code>) or in typed text; null when it is none. */
export function codeOf(text: string): string | null {
  const path = /\/m\/install\/([^/?#]+)/.exec(text)?.[1]
  const code = path ? decodeURIComponent(path) : text.trim()
  return CODE.test(code) ? code : null
}

export interface Reader {
  detect: (source: CanvasImageSource) => Promise<{ rawValue: string }[]>
}
type Maker = new (options: { formats: string[] }) => Reader

const maker = (): Maker | undefined => (globalThis as { BarcodeDetector?: Maker }).BarcodeDetector

/** Whether the page itself can scan; elsewhere the phone's own camera opens the address, or the code is typed. */
export const readerHere = (): boolean => maker() !== undefined && 'mediaDevices' in navigator && window.isSecureContext

export const makeReader = (): Reader | null => {
  const Made = maker()
  return Made ? new Made({ formats: ['qr_code'] }) : null
}
