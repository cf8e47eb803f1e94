import fc from '../node_modules/fast-check/lib/fast-check.js'

/**
 * Properties as fast-check tries them, with the same cases in every run: what fails then fails by the code, and
 * fails again. `PROPERTY_SEED=$RANDOM npm test` looks at other cases. `vitest.config.ts` puts this in its place.
 */
const seed = Number(process.env['PROPERTY_SEED'] ?? 1)
if (!Number.isSafeInteger(seed)) {
  throw new Error(`PROPERTY_SEED is ${process.env['PROPERTY_SEED']}, not a whole number`)
}
fc.configureGlobal({ seed })

// oxlint-disable-next-line import/no-default-export -- as the package has it
export default fc
export * from '../node_modules/fast-check/lib/fast-check.js'
