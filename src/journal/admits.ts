import type { MarketEvent } from '../market/event.ts'

const GIGABYTE = 1_073_741_824

/** Below this many free bytes a disk counts as nearly full: 2 GB, or 5 % of a disk below 40 GB. */
export const spaceFloor = (totalBytes: number): number => Math.min(2 * GIGABYTE, totalBytes * 0.05)

/**
 * Whether an event is still recorded with so much space left. Below the floor order books are left
 * out, below half of it trades and mark prices too, which are all that comes in bulk. Liquidations,
 * gaps and the few others always are.
 */
export function admits(event: MarketEvent, freeBytes: number, totalBytes: number): boolean {
  const floor = spaceFloor(totalBytes)
  if (event.type === 'order-book') return freeBytes >= floor
  if (event.type === 'trade' || event.type === 'mark-price') return freeBytes >= floor / 2
  return true
}
