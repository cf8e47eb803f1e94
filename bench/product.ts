import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

export interface Product {
  readonly url: string
  readonly stop: () => Promise<void>
}

/**
 * Starts what `npm run build` has made, as `isotherm serve`, with an empty data folder that goes with it.
 * @param flags with `--require-key` there is a key, as it would not start without
 */
export async function startProduct(config: object, flags: readonly string[]): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'isotherm-bench-'))
  writeFileSync(join(folder, 'isotherm.json'), JSON.stringify(config))
  if (flags.includes('--require-key'))
    execFileSync(process.execPath, [MAIN, 'keys', 'add', '--data', folder, '--scope', 'admin'], {
      stdio: 'ignore',
    })
  const product = spawn(
    process.execPath,
    [MAIN, 'serve', '--data', folder, '--port', '0', ...flags],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exit = once(product, 'exit')
  const url = await new Promise<string>((told, ended) => {
    let out = ''
    product.stdout.on('data', (data: Buffer) => {
      out = (out + data.toString()).slice(-10_000)
      const address = / is at (http:\S+)\n/.exec(out)?.[1]
      if (address !== undefined) told(address)
    })
    void exit.then(([code]) => ended(new Error(`the product ended with ${code}`)))
  })
  return {
    url,
    async stop() {
      product.kill('SIGTERM')
      await exit
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
