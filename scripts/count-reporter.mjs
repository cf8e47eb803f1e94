/**
 * Ends a run with the plain line `N passed, N failed`, which continuous integration counts.
 * A file that fails to load counts as one failure, so a broken import cannot pass unseen.
 */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0
    let failed = unhandledErrors.length
    let skipped = 0
    for (const module of modules) {
      if (module.errors().length > 0) failed++
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        else if (state === 'failed') failed++
        else skipped++
      }
    }
    const tail = skipped > 0 ? `, ${skipped} skipped` : ''
    process.on('exit', () => console.log(`${passed} passed, ${failed} failed${tail}`))
  }
}
