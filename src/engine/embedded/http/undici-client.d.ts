// undici's client alone, without the fetch, caches and mocks that its index loads.
declare module 'undici/lib/dispatcher/client.js' {
  import { Client } from 'undici';
  export = Client;
}
