import type { Millis } from '../market/units.ts'
import { DAY } from '../market/units.ts'

/**
 * The number of the block of time, by default the UTC day, in which a bucket that ends at `end`
 * lies. A bucket that ends at midnight belongs to the day it closes.
 */
export const blockOf = (end: Millis, block: Millis = DAY): number => Math.ceil(end / block) - 1
