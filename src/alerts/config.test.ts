import { afterEach, describe, expect, test } from 'vitest'
import { HandClock } from './alerts-world.fixture.ts'
import { readAlertsConfig } from './config.ts'
import type { SecretPorts } from './secret-at.ts'

const ports: SecretPorts = {
  env: { HOOK: 'secret of the hook', BOT_FILE: '/run/secrets/bot', EMPTY: '' },
  readFile: (path) =>
    path === '/run/secrets/bot'
      ? Promise.resolve(`123456789:${'A'.repeat(35)}\n`)
      : Promise.reject(new Error(`ENOENT: no such file, open '${path}'`)),
  isOpenToOthers: true,
}
const hook = {
  kind: 'webhook',
  name: 'hook',
  url: 'https://example.org/h',
  secret: { env: 'HOOK' },
}
const rule = { id: 'near', when: { kind: 'cluster-near', withinPercent: 1, minUsd: 5e6 } }

afterEach(() => {
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('rules and channels, with secrets from where they are', async () => {
  const config = await readAlertsConfig(
    {
      publicUrl: 'https://map.example/',
      rules: [
        {
          ...rule,
          channels: ['phone'],
          quiet: { from: '22:00', to: '07:00', zone: 'Europe/Berlin' },
        },
      ],
      channels: [hook, { kind: 'telegram', name: 'phone', token: { env: 'BOT' }, chat: '-1001' }],
    },
    ports,
  )
  expect(config.publicUrl).toBe('https://map.example')
  expect(config.rules).toMatchObject([
    { id: 'near', severity: 'medium', repeats: true, cooldownMinutes: 15, hysteresis: 0.2 },
  ])
  expect(config.secrets).toEqual(['secret of the hook', `123456789:${'A'.repeat(35)}`])
  const clock = new HandClock()
  const resolve = () => Promise.resolve(['127.0.0.1'])
  expect(config.channels({ clock, resolve }).map(({ name }) => name)).toEqual(['hook', 'phone'])
  expect(await config.faults({ resolve })).toEqual([
    'channel hook: example.org is refused: 127.0.0.1 is no address of the public internet',
  ])
})

test('without the part there is nothing', async () => {
  expect(await readAlertsConfig(undefined, ports)).toMatchObject({ rules: [], secrets: [] })
})

const withRule = (more: object) => ({ rules: [{ ...rule, ...more }] })
const withWhen = (when: object) => ({ rules: [{ id: 'a', when }] })
const withChannel = (more: object) => ({ channels: [{ ...hook, ...more }] })

describe('what cannot be is refused by field, value and what would be right', () => {
  test.each([
    [
      withWhen({ kind: 'cluster-neer' }),
      'alerts: rules.0.when.kind "\\"cluster-neer\\"": kind must be one of cluster-near,',
    ],
    [
      withWhen({ kind: 'cascade', minUsdPerMinute: -1 }),
      'rules.0.when.minUsdPerMinute "-1": must be an amount of USD from 1',
    ],
    [withWhen({ kind: 'cascade', minUsdPerMinute: Number.NaN }), 'must be an amount of USD'],
    [withWhen({ kind: 'cascade', minUsdPerMinute: 1e308 }), 'must be an amount of USD'],
    [
      withWhen({ kind: 'cascade', minUsdPerMinute: '5' }),
      'rules.0.when.minUsdPerMinute "\\"5\\"": must be',
    ],
    [
      withWhen({ kind: 'cascade', minUsdPerMinutes: 5, minUsdPerMinute: 5 }),
      'has no key "rules.0.when.minUsdPerMinutes": did you mean minUsdPerMinute?',
    ],
    [withRule({ cooldown: 5 }), 'has no key "rules.0.cooldown": did you mean cooldownMinutes?'],
    [
      withRule({ cooldownMinutes: -1 }),
      'rules.0.cooldownMinutes "-1": must be a time in minutes from 0 to 10080',
    ],
    [withRule({ quiet: { from: '22:00', to: '22:00', zone: 'UTC' } }), 'from and to must differ'],
    [
      withRule({ quiet: { from: '22:00', to: '07:00', zone: 'Mars/Phobos' } }),
      'rules.0.quiet.zone "\\"Mars/Phobos\\"": must be an IANA time zone',
    ],
    [
      withRule({ instruments: ['BTC'] }),
      'rules.0.instruments.0 "\\"BTC\\"": must be like binance:BTCUSDT',
    ],
    [
      withRule({ channels: ['nobody'] }),
      'rules.0.channels.0 "\\"nobody\\"": must be the name of a channel: browsers',
    ],
    [withRule({ id: '../x' }), 'must be 1 to 40 of a-z'],
    [withRule({ name: '' }), 'rules.0.name "\\"\\"": must not be empty'],
    [{ rules: [rule, rule] }, 'rules.1.id "\\"near\\"": must be of one rule: another has it'],
    [{ rules: Array.from({ length: 100_000 }, () => rule) }, 'must be at most 500 rules'],
    [{ channels: [hook, hook] }, 'channels.1.name "\\"hook\\"": must be of one channel'],
    [{ chanels: [] }, 'has no key "chanels": did you mean channels?'],
    [withChannel({ url: 'http://example.org/' }), 'channels.0.url: must be an https URL'],
    [withChannel({ url: 'https://127.0.0.1/' }), 'channels.0.url: must be a public address'],
    [
      withChannel({ secret: 'inline secret' }),
      'channels.0.secret (not shown): must be {"env": "NAME"}',
    ],
    [
      withChannel({ secret: { env: 'EMPTY' } }),
      'channels.0.secret: neither EMPTY nor EMPTY_FILE is set',
    ],
    [
      withChannel({ secret: { file: '/nowhere' } }),
      'channels.0.secret: /nowhere cannot be read: ENOENT',
    ],
    [withChannel({ secret: 5 }), 'channels.0.secret (not shown): must be {"env": "NAME"}'],
    [{ publicUrl: 'javascript:alert(1)' }, 'publicUrl'],
    [[], 'alerts: '],
    ['x', 'alerts: '],
    [null, undefined],
    [JSON.parse('{"__proto__":{"polluted":1}}'), 'has no key "__proto__"'],
  ])('%j', async (value, message) => {
    const read = readAlertsConfig(value, ports)
    if (message === undefined) expect(await read).toMatchObject({ rules: [] })
    else await expect(read).rejects.toThrow(message)
  })

  test.each([
    [{ kind: 'telegram', token: { env: 'HOOK' }, chat: '1' }, 'must be the token alone'],
    [
      { kind: 'telegram', token: { env: 'BOT' }, chat: 'https://t.me/x' },
      'must be a number in quotes, or @name',
    ],
    [
      { kind: 'telegram', token: { env: 'BOT' }, chat: '9'.repeat(40) },
      'must be a number in quotes',
    ],
    [{ kind: 'mail', host: 'a b', port: 1, from: 'a@b', to: 'a@b' }, 'must be a host name'],
    [
      { kind: 'mail', host: 'mail.example', port: 70_000, from: 'a@b', to: 'a@b' },
      'must be a port',
    ],
    [
      { kind: 'mail', host: 'mail.example', port: 25, tls: 'none', from: 'a@b', to: 'a@b' },
      'is for private targets',
    ],
    [
      {
        kind: 'mail',
        host: 'mail.example',
        port: 465,
        from: 'a@b',
        to: 'a@b',
        ca: { file: '/nowhere' },
      },
      'channels.0.ca: /nowhere holds no certificates in PEM',
    ],
    [
      { kind: 'mail', host: 'mail.example', port: 465, from: 'a@b\r\nbcc: c@d', to: 'a@b' },
      'must be',
    ],
  ])('%j', async (channel, message) => {
    const value = { channels: [{ name: 'one', ...channel }] }
    await expect(readAlertsConfig(value, ports)).rejects.toThrow(message)
  })

  test.each([
    'canary-7e11 is not the shape of a token',
    `Use this token to access the HTTP API: 123456789:${'canary-7e11'.repeat(4)}`,
    `Done!\nUse this token:\n123456789:${'canary-7e11'.repeat(4)}\nKeep it safe.`,
  ])('what is no token alone is refused, and not shown: %j', async (token) => {
    const value = { channels: [{ kind: 'telegram', name: 'a', token: { env: 'T' }, chat: '1' }] }
    const error = await readAlertsConfig(value, { ...ports, env: { T: token } }).then(
      () => new Error('it was read'),
      (refused: Error) => refused,
    )
    expect(error.message).toMatch(/^alerts: channels\.0\.token/)
    expect(error.message).not.toContain('canary')
  })

  test.each(['@name_of_a_channel', '-1001234567890', '7'])('a chat may be %s', async (chat) => {
    const value = { channels: [{ kind: 'telegram', name: 'a', token: { env: 'BOT' }, chat }] }
    expect((await readAlertsConfig(value, ports)).listed).toHaveLength(1)
  })

  test('no cooldown is one, and a name may be any text of one length', async () => {
    const name = '<b>@everyone</b>\r\nBcc: x@y\u202e'
    const { rules } = await readAlertsConfig(withRule({ cooldownMinutes: 0, name }), ports)
    expect(rules).toMatchObject([{ cooldownMinutes: 0, name }])
    await expect(readAlertsConfig(withRule({ name: 'x'.repeat(81) }), ports)).rejects.toThrow(
      'must be at most 80 characters',
    )
  })

  test.each([
    'https://discord.com.evil.tld/api/webhooks/1/canary-x',
    'https://discord.com/x?canary-x',
  ])('another host than Discord’s, without telling the address: %s', async (url) => {
    const value = { channels: [{ kind: 'discord', name: 'room', url }] }
    const read = readAlertsConfig(value, { ...ports, isOpenToOthers: false })
    await expect(read).rejects.toThrow(
      'channels.0.url: must be like https://discord.com/api/webhooks/…',
    )
    await expect(read).rejects.not.toThrow('canary')
  })

  test('a push endpoint that is no push service’s', async () => {
    const push = {
      kind: 'push',
      name: 'browser',
      endpoint: 'https://push.evil.tld/1',
      p256dh: Buffer.alloc(65, 4).toString('base64url'),
      auth: { env: 'HOOK' },
    }
    await expect(readAlertsConfig({ channels: [push] }, ports)).rejects.toThrow(
      'channels.0.endpoint: must be of a push service of a browser',
    )
  })
})
