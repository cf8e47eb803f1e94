type Column = Int8Array | Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array

/** A column twice as long that begins with the same values. */
export function doubled<C extends Column>(column: C): C {
  const make = column.constructor as new (length: number) => C
  const longer = new make(column.length * 2)
  longer.set(column)
  return longer
}
