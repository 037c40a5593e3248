import type { ModuleFactory } from '../contract.ts';
import { cryptoModule } from './crypto.ts';
import { csvModule } from './csv.ts';
import { dataModule } from './data.ts';
import { encodingModule } from './encoding.ts';
import { executionModule } from './execution.ts';
import { fsModule } from './fs.ts';
import { grpcModule } from './grpc.ts';
import { htmlModule } from './html.ts';
import { httpModule } from './http.ts';
import { k6Module } from './k6.ts';
import { metricsModule } from './metrics.ts';
import { secretsModule } from './secrets.ts';
import { streamsModule } from './streams.ts';
import { timersModule } from './timers.ts';
import { experimentalWebsocketsModule, websocketsModule } from './websockets.ts';
import { wsModule } from './ws.ts';
import { x509Module } from './x509.ts';

/** Every k6 module that scripts may import: specifier -> factory. */
export const MODULES: Readonly<Record<string, ModuleFactory>> = {
  k6: k6Module,
  'k6/crypto': cryptoModule,
  'k6/crypto/x509': x509Module,
  'k6/data': dataModule,
  'k6/experimental/csv': csvModule,
  'k6/experimental/fs': fsModule,
  'k6/experimental/streams': streamsModule,
  'k6/secrets': secretsModule,
  'k6/encoding': encodingModule,
  'k6/execution': executionModule,
  'k6/html': htmlModule,
  'k6/http': httpModule,
  'k6/metrics': metricsModule,
  'k6/net/grpc': grpcModule,
  'k6/timers': timersModule,
  'k6/experimental/websockets': experimentalWebsocketsModule,
  'k6/websockets': websocketsModule,
  'k6/ws': wsModule,
};
