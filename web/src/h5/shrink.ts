// Photos become small before they travel: at most 1600 px, JPEG; when and where it was taken goes along, nothing else does.
import { takenNow, takenOf, withTaken } from './exif'

export const MOST_PX = 1600
const QUALITY = 0.82
/** Smaller files of a format the server takes go as they are. */
const SMALL_BYTES = 500_000
const TAKEN = ['image/jpeg', 'image/png', 'image/webp']

/** The size within the bound with the same shape; never enlarged. */
export function within(width: number, height: number, most = MOST_PX): { width: number; height: number } {
  const scale = Math.min(1, most / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** The photo ready to be sent; the original where the browser cannot read it (the server then says what is wrong). */
export async function shrink(photo: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(photo, { imageOrientation: 'from-image' })
    const size = within(picture.width, picture.height)
    if (photo.size <= SMALL_BYTES && TAKEN.includes(photo.type) && size.width === picture.width) return photo
    const small = await jpegOf(picture, size)
    return small ? await withTaken(small, takenOf(await photo.arrayBuffer())) : photo
  } catch {
    return photo
  }
}

/** A photo of this page's own camera says when and where it was taken, as a phone's would. */
export const marked = (photo: Blob, now: number, here: { lon: number; lat: number } | null): Promise<Blob> => withTaken(photo, takenNow(new Date(now), here))

/** A JPEG of a picture or of what a camera shows. */
export function jpegOf(source: CanvasImageSource, size: { width: number; height: number }): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = size.width
  canvas.height = size.height
  canvas.getContext('2d')?.drawImage(source, 0, 0, size.width, size.height)
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
}
