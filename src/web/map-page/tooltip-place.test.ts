import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pinTooltip, placeTooltip } from './tooltip-place.ts'

test('on a narrow screen it is above or below the point, never over it', () => {
  const screen = { width: 390, height: 600 }
  const wide = { width: 390, height: 170 }
  for (let y = 0; y <= 600; y += 10) {
    const { top } = pinTooltip({ y }, wide, screen)
    expect(y < top || y > top + wide.height).toBe(true)
  }
})

const box = { width: 232, height: 260 }
const chart = { width: 1200, height: 700 }
const point = fc.record({
  x: fc.double({ min: 0, max: chart.width, noNaN: true }),
  y: fc.double({ min: 0, max: chart.height, noNaN: true }),
})
const side = fc.constantFrom('left' as const, 'right' as const)

describe('the tooltip', () => {
  test('is inside the chart and beside the point, never over it', () => {
    fc.assert(
      fc.property(point, fc.option(side, { nil: undefined }), (at, was) => {
        const before = was === undefined ? undefined : { left: 0, top: 0, side: was }
        const { left, top } = placeTooltip(at, box, chart, before)
        expect(left).toBeGreaterThanOrEqual(0)
        expect(left + box.width).toBeLessThanOrEqual(chart.width)
        expect(top).toBeGreaterThanOrEqual(0)
        expect(top + box.height).toBeLessThanOrEqual(chart.height)
        expect(at.x < left || at.x > left + box.width).toBe(true)
      }),
    )
  })

  test('stays on its side while it fits there', () => {
    fc.assert(
      fc.property(point, point, side, (from, to, was) => {
        const first = placeTooltip(from, box, chart, { left: 0, top: 0, side: was })
        const second = placeTooltip(to, box, chart, first)
        const fits =
          first.side === 'right'
            ? to.x + 20 + box.width <= chart.width - 8
            : to.x - 20 - box.width >= 8
        if (fits) expect(second.side).toBe(first.side)
      }),
    )
  })
})
