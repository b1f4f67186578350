/** Which licences may come in: `.ci/licences.json`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** @returns {{ allowed: string[], allowedForTools: string[], exceptions: Record<string, string> }} exceptions by package name, each with its reason */
export function readLicenceRules(root) {
  return JSON.parse(readFileSync(join(root, '.ci/licences.json'), 'utf8'))
}

/**
 * Whether an SPDX expression lets us choose an allowed licence: one of an OR, all of an AND (spdx.org, annex D). What can't be read isn't allowed.
 * @param {string | undefined} expression
 * @param {string[]} allowed
 */
export function isAllowed(expression, allowed) {
  if (expression === undefined) return false
  const text = expression.trim()
  const choices = splitOutside(text, ' OR ')
  if (choices.length > 1) return choices.some((choice) => isAllowed(choice, allowed))
  const parts = splitOutside(text, ' AND ')
  if (parts.length > 1) return parts.every((part) => isAllowed(part, allowed))
  const inner = /^\((.*)\)$/.exec(text)?.[1]
  return inner === undefined ? allowed.includes(text) : isAllowed(inner, allowed)
}

function splitOutside(text, word) {
  const pieces = ['']
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    if (depth === 0 && text.startsWith(word, at)) {
      pieces.push('')
      at += word.length - 1
      continue
    }
    if (text[at] === '(') depth += 1
    if (text[at] === ')') depth -= 1
    pieces[pieces.length - 1] += text[at]
  }
  return pieces
}

/** One line for each package or model that may not come in, and for each exception that nothing needs any more. Tools that build and test don't ship. */
export function licenceComplaints(components, { allowed, allowedForTools, exceptions }) {
  const refused = components.filter(
    ({ licence, isShipped }) => !isAllowed(licence, isShipped === false ? [...allowed, ...allowedForTools] : allowed),
  )
  const unused = Object.keys(exceptions).filter((name) => !refused.some((component) => component.name === name))
  return [
    ...refused
      .filter(({ name }) => exceptions[name] === undefined)
      .map(({ name, version, licence }) => `${name} ${version}: ${licence ?? 'no licence'} is not on the list`),
    ...unused.map((name) => `${name}: the exception is not needed`),
  ]
}
