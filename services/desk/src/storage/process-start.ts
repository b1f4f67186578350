import { readFile } from 'node:fs/promises'

/**
 * When a process started, in a form that is only good for comparing; empty where the system doesn't tell. Linux: the boot's id
 * and field 22 of /proc/PID/stat (proc(5)), counted after the name, which may hold spaces and parentheses.
 */
export async function processStart(pid: number): Promise<string> {
  try {
    const [line, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/sys/kernel/random/boot_id', 'utf8')])
    const afterName = line.slice(line.lastIndexOf(')') + 2).split(' ')
    return `${boot.trim()} ${afterName[19] ?? ''}`
  } catch {
    return ''
  }
}
