import type { CDPSession, Page } from 'playwright-core'

/** What a page holds once its garbage is gone. */
export interface PageWeight {
  /** Bytes of script objects. */
  readonly heap: number
  /** Nodes of the document, and those that scripts hold on to. */
  readonly nodes: number
  readonly listeners: number
}

/** For one page: collects its garbage, then weighs it. */
export async function pageScales(page: Page): Promise<() => Promise<PageWeight>> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.enable')
  return async () => {
    // What finalizers let go of is only garbage the second time.
    await session.send('HeapProfiler.collectGarbage')
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters')
    return { heap: usedSize, nodes, listeners: jsEventListeners }
  }
}
