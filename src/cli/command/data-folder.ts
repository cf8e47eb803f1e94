import { access, constants, mkdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { usageError } from './read-flags.ts'

/** Where Isotherm keeps what it stores, unless --data says otherwise. */
export const defaultDataFolder = (): string => join(homedir(), '.isotherm')

/** Makes the data folder if it is missing. Throws a UsageError where it cannot be used. */
export async function openDataFolder(path: string): Promise<string> {
  const folder = resolve(path)
  const refuse = (why: string): never => {
    throw usageError(`--data "${path}" ${why}`)
  }
  try {
    await mkdir(folder, { recursive: true })
    if (!(await stat(folder)).isDirectory()) return refuse('is a file: give a folder')
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EEXIST' || code === 'ENOTDIR') return refuse('is a file: give a folder')
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      return refuse('cannot be written: give a folder that you may write to')
    if (code === 'ELOOP') return refuse('is a loop of links: give a folder')
    throw error
  }
  return folder
}
