/** Whether an address is that of the machine of the server. */
export const isThisMachine = (address: string | undefined): boolean =>
  address === '::1' || /^(?:::ffff:)?127\./.test(address ?? '')
