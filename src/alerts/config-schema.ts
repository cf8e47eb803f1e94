import { z } from 'zod'
import { channelNameSchema, rulesSchema } from '../signals/alerts/alert-rules.ts'
import { DEFAULT_TARGETS } from './guarded-address.ts'

/** By this name rules tell the browsers that asked for it on the page. */
export const BROWSERS = 'browsers'

/** The part `alerts` of the configuration file; docs/alerts.md describes it. */

const line = z
  .string()
  .min(1, 'must not be empty')
  .max(2_000, 'must be at most 2,000 characters')
  .regex(/^[^\p{Cc}]*$/u, 'must be one line')

/** Where a secret is: in the environment, in a file, or here where no other user may read the file. */
const secretSchema = z.union(
  [line, z.strictObject({ env: line }), z.strictObject({ file: line })],
  'must be {"env": "NAME"}, {"file": "PATH"} or a text',
)

const mailAddress = line.regex(
  /^[^\s@<>,;"]+@[^\s@<>,;"]+$/,
  'must be an address like me@example.org',
)

const base64url = (bytes: number, what: string) =>
  z
    .string()
    .refine(
      (text) => /^[A-Za-z0-9_-]+$/.test(text) && Buffer.from(text, 'base64url').length === bytes,
      `must be ${what}: ${bytes} bytes in Base64url`,
    )

const name = channelNameSchema

export const channelSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('webhook'), name, url: line, secret: secretSchema }),
    z.strictObject({
      kind: z.literal('telegram'),
      name,
      token: secretSchema,
      chat: z
        .string()
        .regex(
          /^(?:-?\d{1,15}|@[A-Za-z][A-Za-z0-9_]{4,31})$/,
          'must be a number in quotes, or @name',
        ),
    }),
    z.strictObject({ kind: z.literal('discord'), name, url: secretSchema }),
    z.strictObject({
      kind: z.literal('mail'),
      name,
      host: line.regex(/^[A-Za-z0-9.:-]{1,253}$/, 'must be a host name or address'),
      port: z.int('must be a port').min(1, 'must be a port').max(65_535, 'must be a port'),
      tls: z
        .enum(['implicit', 'starttls', 'none'], 'must be "implicit", "starttls" or "none"')
        .default('implicit'),
      user: line.exactOptional(),
      password: secretSchema.exactOptional(),
      /** A PEM file of the certificates that its own is vouched for by. */
      ca: z.strictObject({ file: line }).exactOptional(),
      from: mailAddress,
      to: mailAddress,
    }),
    z.strictObject({
      kind: z.literal('push'),
      name,
      endpoint: line,
      p256dh: base64url(65, 'the key p256dh of a subscription'),
      auth: secretSchema,
    }),
  ],
  'kind must be one of webhook, telegram, discord, mail, push',
)

export const alertsSchema = z
  .strictObject({
    /** Where the page is for those who read the messages. */
    publicUrl: line
      .regex(
        /^https?:\/\/[^?#@]+$/,
        'must be an http or https URL without user, query and fragment',
      )
      .transform((url) => url.replace(/\/+$/, ''))
      .exactOptional(),
    /** Whether whoever reaches the server may have tests sent, or this machine alone. */
    allowRemoteTests: z.boolean('must be true or false').default(false),
    rules: rulesSchema.default([]),
    channels: z.array(channelSchema).max(50, 'must be at most 50 channels').default([]),
    vapid: z
      .strictObject({
        publicKey: base64url(65, 'a public key'),
        privateKey: secretSchema,
        subject: line.regex(/^(?:mailto:|https:\/\/)/, 'must begin with mailto: or https://'),
      })
      .exactOptional(),
    /** Push services beside those of the known browsers: what they are sent follows `targets`. */
    pushServices: z
      .array(line.regex(/^[a-z0-9.-]{1,253}$/, 'must be a host name in lower case'))
      .max(20, 'must be at most 20 hosts')
      .default([]),
    /** Whether browsers of other machines may ask for alerts. */
    allowRemoteBrowsers: z.boolean('must be true or false').default(false),
    targets: z
      .strictObject({
        allowPrivate: z.boolean('must be true or false').default(DEFAULT_TARGETS.allowPrivate),
        allowHttp: z.boolean('must be true or false').default(DEFAULT_TARGETS.allowHttp),
        ports: z
          .array(z.int('must be a port').min(1, 'must be a port').max(65_535, 'must be a port'))
          .max(20, 'must be at most 20 ports')
          .default([...DEFAULT_TARGETS.ports]),
      })
      .default({ ...DEFAULT_TARGETS, ports: [...DEFAULT_TARGETS.ports] }),
  })
  .superRefine(({ rules, channels }, context) => {
    const names = [...channels.map((channel) => channel.name), BROWSERS]
    const add = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path, message })
    for (const [i, { name: one }] of channels.entries())
      if (one === BROWSERS)
        add(['channels', i, 'name'], 'must not be that of the browsers that ask for alerts')
      else if (names.indexOf(one) < i)
        add(['channels', i, 'name'], 'must be of one channel: another has it')
    for (const [i, rule] of rules.entries())
      for (const [j, one] of (rule.channels ?? []).entries())
        if (!names.includes(one))
          add(['rules', i, 'channels', j], `must be the name of a channel: ${names.join(', ')}`)
  })

export type AlertsFile = z.infer<typeof alertsSchema>
export type ChannelFile = z.infer<typeof channelSchema>
export type SecretPlace = z.infer<typeof secretSchema>

/** Keys whose values are never shown. */
export const SECRET_KEYS: readonly string[] = ['secret', 'token', 'password', 'auth', 'privateKey']
