import protobuf from 'protobufjs';

const SOURCE = `
syntax = "proto3";
import "google/protobuf/any.proto";
message Status { int32 code = 1; string message = 2; repeated google.protobuf.Any details = 3; }
message HealthRequest { string service = 1; }
message HealthResponse {
  enum ServingStatus { UNKNOWN = 0; SERVING = 1; NOT_SERVING = 2; SERVICE_UNKNOWN = 3; }
  ServingStatus status = 1;
}
message ReflectionRequest {
  string host = 1;
  oneof request { string file_by_filename = 3; string file_containing_symbol = 4; string list_services = 7; }
}
message ReflectionResponse {
  FileDescriptors file_descriptor_response = 4;
  Services list_services_response = 6;
  Failure error_response = 7;
}
message FileDescriptors { repeated bytes file_descriptor_proto = 1; }
message Services { repeated Service service = 1; }
message Service { string name = 1; }
message Failure { int32 error_code = 1; string error_message = 2; }
`;

const root = new protobuf.Root();
protobuf.parse(SOURCE, root, { keepCase: true });
root.addJSON(protobuf.common.get('google/protobuf/any.proto')?.nested ?? {});
root.resolveAll();

/** Messages of gRPC's own services, which no script has to load. */
export const knownType = (
  name: 'Status' | 'HealthRequest' | 'HealthResponse' | 'ReflectionRequest' | 'ReflectionResponse',
): protobuf.Type => root.lookupType(name);
