import type { FastifyInstance } from 'fastify'
import { docsPage } from '../../api/operations/docs-page.ts'
import { DOCS_STYLE } from '../../api/operations/docs-style.ts'
import {
  docsOperation,
  docsStyleOperation,
  openApiOperation,
} from '../../api/operations/document-operations.ts'
import { openApiDocument } from '../../api/operations/openapi.ts'
import { ROUTES } from '../../api/routes.ts'
import { handle, serve, told } from './handle.ts'
import { sendText } from './reply.ts'

/** What can be asked here, for programs and for people. */
export function documentRoutes(app: FastifyInstance, version: string): void {
  const document = openApiDocument(version)
  const page = docsPage(document, { document: ROUTES.openApi, style: ROUTES.docsStyle })
  const written = told({ ...document })
  handle(app, openApiOperation, () => written)
  serve(app, docsOperation, (_, request, reply) => sendText(request, reply, page, 'text/html'))
  serve(app, docsStyleOperation, (_, request, reply) =>
    sendText(request, reply, DOCS_STYLE, 'text/css'),
  )
}
