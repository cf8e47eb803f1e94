import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import { nextSchema } from './pages.ts'

/**
 * The answers of `alerts`: rules, what was told and to whom it came. Nothing in them is a secret, and
 * nothing suffices to write to where a channel leads. docs/alerts.md says what each rule asks.
 */

const severitySchema = z.enum(['high', 'medium', 'low'])

const alertRuleSchema = z.object({
  id: z.string(),
  name: z.string(),
  severity: severitySchema,
  /** Its `kind`, and what it asks of that kind. */
  when: z.object({ kind: z.string() }).catchall(z.unknown()),
  /** What it looks at; null for all. */
  instruments: z.array(z.string()).nullable(),
  venues: z.array(z.string()).nullable(),
  /** False where its first alert is its last. */
  repeats: z.boolean(),
  cooldownMinutes: z.number(),
  hysteresis: z.number(),
  quiet: z.object({ from: z.string(), to: z.string(), zone: z.string() }).nullable(),
  /** Names of channels; null for all. */
  channels: z.array(z.string()).nullable(),
})

const channelInfoSchema = z.object({
  name: z.string(),
  kind: z.enum(['webhook', 'telegram', 'discord', 'mail', 'push']),
  /** Where it leads, in part: a host, the end of a chat's number, the domain of an address. */
  target: z.string(),
})

const deliverySchema = z.object({
  channel: z.string(),
  state: z.enum(['waiting', 'delivered', 'dead']),
  /** Attempts that failed. */
  attempts: z.number(),
  /** When it is due, or when it was settled. */
  time: timeSchema,
  /** Why it waits or is dead, in a plain sentence. */
  why: z.string().nullable(),
})

/** An alert as it is told: on the page, and to whoever listens. */
export const alertTextSchema = z.object({
  /** Its cause: the same whenever the same past is read. */
  key: z.string(),
  rule: z.string(),
  name: z.string(),
  kind: z.string(),
  severity: severitySchema,
  instrument: instrumentIdSchema,
  time: timeSchema,
  price: z.number(),
  side: z.enum(['long', 'short']).nullable(),
  label: z.string().nullable(),
  /** Amounts in the unit that each name ends in. */
  numbers: z.record(z.string(), z.number()),
  /** Alerts of the rule and instrument that were withheld before it. */
  withheld: z.number(),
  /** What its messages say. */
  text: z.array(z.string()),
})

const toldAlertSchema = alertTextSchema.extend({
  /** Empty where there was nobody to be sent it. */
  deliveries: z.array(deliverySchema),
})

export const alertsAnswerSchema = z.object({
  time: timeSchema,
  /** False where no rules are read: then the rest is empty. */
  enabled: z.boolean(),
  /** Where links of messages lead. */
  publicUrl: z.string().nullable(),
  rules: z.array(alertRuleSchema),
  channels: z.array(channelInfoSchema),
  /** Newest first. */
  alerts: z.array(toldAlertSchema),
  next: nextSchema,
  health: z.object({
    waiting: z.number(),
    dead: z.number(),
    /** Lines of the outbox that damage took, ever. */
    lostLines: z.number(),
    /** What was too much to be looked at since the start: situations and liquidations. */
    dropped: z.number(),
    /** Why nothing can be written now, in a plain sentence. */
    failure: z.string().nullable(),
  }),
})

/** What is sent to `alerts/test`. */
export const alertTestSchema = z.strictObject({ channel: z.string().min(1).max(40) })

/** What became of a test: `again` is what an alert would be sent again after. */
export const alertTestAnswerSchema = z.object({
  channel: z.string(),
  result: z.enum(['delivered', 'again', 'dead']),
  why: z.string().nullable(),
})

/** What a browser asks its push service for a subscription by. */
export const pushKeySchema = z.object({
  /** The public key of the server (RFC 8292), in Base64url. */
  publicKey: z.string(),
})

/** What is sent to `alerts/push-subscriptions`: as a browser's `PushSubscription` says it. */
export const pushSubscriptionSchema = z.strictObject({
  endpoint: z.string().min(1).max(1_000),
  p256dh: z.string().min(1).max(100),
  auth: z.string().min(1).max(40),
})

/** The name of its channel. */
export const pushAnswerSchema = z.object({ channel: z.string() })

export const pushEndSchema = pushSubscriptionSchema.pick({ endpoint: true })

/** False where it was not told anyway. */
export const pushEndAnswerSchema = z.object({ ended: z.boolean() })

export type AlertsAnswer = z.infer<typeof alertsAnswerSchema>
export type AlertText = z.infer<typeof alertTextSchema>
export type ToldAlert = z.infer<typeof toldAlertSchema>
export type AlertTestAnswer = z.infer<typeof alertTestAnswerSchema>
