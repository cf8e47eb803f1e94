import { z } from 'zod'

// Schemas compile themselves with `new Function` where that is allowed. The page's content policy
// forbids it and would report the attempt, so it is switched off before any schema is made.
z.config({ jitless: true })
