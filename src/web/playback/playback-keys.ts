import { LEAP } from './playback.ts'

/** What a key does while a past moment is shown. */
export type PlaybackAction = 'toggle' | 'first' | 'last' | { readonly bars: number }

/**
 * Where the focus is: on the slider, elsewhere in the bar of playback, on the chart, whose arrow keys
 * move the crosshair, on nothing, or on something that has keys of its own.
 */
export type KeyPlace = 'slider' | 'bar' | 'chart' | 'nothing' | 'other'

export interface PressedKey {
  readonly key: string
  readonly shiftKey: boolean
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 }
/** Keys that only a slider has. */
const SLIDER_STEPS: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowDown: -1,
  PageUp: LEAP,
  PageDown: -LEAP,
}

export function actionOf(pressed: PressedKey, place: KeyPlace): PlaybackAction | undefined {
  const { key, shiftKey, ctrlKey, altKey, metaKey } = pressed
  if (place === 'other' || ctrlKey || altKey || metaKey) return undefined
  // On a button Space presses that button.
  if (key === ' ') return place === 'bar' ? undefined : 'toggle'
  if (place === 'chart') return undefined
  if (key === 'Home') return 'first'
  if (key === 'End') return 'last'
  const bars = STEPS[key]
  if (bars !== undefined) return { bars: shiftKey ? bars * LEAP : bars }
  const own = place === 'slider' ? SLIDER_STEPS[key] : undefined
  return own === undefined ? undefined : { bars: own }
}

/** Where an event happens, by what it happens to. */
export function placeOf(target: EventTarget | null): KeyPlace {
  if (!(target instanceof Element) || target === document.body) return 'nothing'
  if (target.closest('.playback') !== null) {
    if (target instanceof HTMLInputElement) return 'slider'
    return target.closest('.popover') === null ? 'bar' : 'other'
  }
  return target.closest('.chart') === null ? 'other' : 'chart'
}
