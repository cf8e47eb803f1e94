import { expect, test } from 'vitest'
import { fixture } from './frames.fixture.ts'
import { history } from './history.ts'

const RECEIVED = Date.UTC(2026, 10, 22)
const answer = fixture.answers.find(({ of }) => of === 'liquidation')!.from.text
const { elements } = JSON.parse(answer) as { elements: object[] }
const inverse = fixture.instruments.find(({ wireName }) => wireName === 'PI_XBTUSD')!

const read = (count: number, from = 0) =>
  history
    .liquidation!.read(inverse, from, RECEIVED)
    .parse(JSON.stringify({ elements: Array.from({ length: count }, () => elements[0]) }), RECEIVED)

test('an answer that is full leaves out later liquidations, and is not taken for whole', () => {
  expect(read(999).value).toHaveLength(999)
  const full = read(1_000)
  expect(full.value).toBeUndefined()
  expect(full.problems).toMatchObject([{ kind: 'refused' }])
})

test('executions outside the range are left out, for the end of a range is included', () => {
  expect(read(1, 1_680_874_894_685).value).toEqual([])
  expect(read(1, 1_680_874_894_684).value).toHaveLength(1)
})

test('kinds of orders that liquidate no one give nothing', () => {
  const text = answer.replace('PartialLiquidation', 'IoC')
  const { value, problems } = history.liquidation!.read(inverse, 0, RECEIVED).parse(text, RECEIVED)
  expect({ value, problems }).toEqual({ value: [], problems: [] })
})

test('fault 45: the size of an inverse contract is USD, that of a linear one coins', () => {
  const sizes = fixture.instruments.map((listed) => {
    const [event] = history.liquidation!.read(listed, 0, RECEIVED).parse(answer, RECEIVED).value!
    return event?.type === 'liquidation' ? [listed.instrument.contract, event.quantity] : undefined
  })
  expect(sizes).toContainEqual(['inverse', 626])
  expect(sizes).toContainEqual(['linear', 626])
})
