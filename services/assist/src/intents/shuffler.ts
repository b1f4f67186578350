/** Fisher-Yates with a linear congruential generator (Numerical Recipes): the same orders every time. */
export function shuffler(seed: number): (items: Uint32Array) => void {
  let state = seed
  return (items) => {
    for (let last = items.length - 1; last > 0; last -= 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      // The low bits of such a generator hardly vary.
      const other = Math.floor((state / 2 ** 32) * (last + 1))
      const held = items[last] ?? 0
      items[last] = items[other] ?? 0
      items[other] = held
    }
  }
}
