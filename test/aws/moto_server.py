#!/usr/bin/env python3
"""moto's server with the gaps closed that stacks of flow logs fall into.

    python3 moto_server.py -H 127.0.0.1 -p PORT [--end-with-stdin]

With --end-with-stdin the server ends when its standard input closes, hence with the process that started it,
however that one ends.

Written for moto 5.2.1. Each comment names a gap: what moto does, then what AWS does. State that is added here
lives on moto's own backends, so `POST /moto-api/reset` forgets it too.
"""

import functools
import json
import os
import sys
import threading
import time
import traceback
import uuid
from datetime import datetime
from xml.sax.saxutils import escape

import moto
from flask import Response, request
from moto.athena.exceptions import MetadataException
from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse
from moto.core.exceptions import JsonRESTError, ServiceException
from moto.core.utils import convert_to_flask_response
from moto.ec2.exceptions import (
    EC2ClientError,
    InvalidParameter,
    InvalidTransitGatewayID,
    MissingParameter,
)
from moto.ec2.models import ec2_backends
from moto.ec2.models.flow_logs import FlowLogsBackend
from moto.ec2.models.transit_gateway_attachments import TransitGatewayAttachmentBackend
from moto.ec2.responses.flow_logs import FlowLogs
from moto.ec2.responses.transit_gateway_attachments import TransitGatewayAttachment
from moto.eks.exceptions import InvalidParameterException as EksInvalidParameterException
from moto.eks.models import EKSBackend
from moto.glue.models import FakeTable, glue_backends
from moto.glue.responses import GlueResponse
from moto.glue.utils import PartitionFilter
from moto.logs.exceptions import InvalidParameterException as LogsInvalidParameterException
from moto.logs.exceptions import ResourceNotFoundException as LogsResourceNotFoundException
from moto.logs.models import LogGroup
from moto.logs.responses import LogsResponse
from moto.s3.models import FakeBucket
from moto.server import main
from werkzeug.exceptions import HTTPException

WRITTEN_FOR = "5.2.1"


def replaces(owner):
    """Puts the decorated function in place of owner's method of its name, and hands it that method first."""

    def decorate(function):
        original = getattr(owner, function.__name__)

        @functools.wraps(original)
        def method(*args, **kwargs):
            return function(original, *args, **kwargs)

        setattr(owner, function.__name__, method)
        return function

    return decorate


def adds_to(owner):
    """Adds the decorated function to owner as a method that moto lacks."""

    def decorate(function):
        setattr(owner, function.__name__, function)
        return function

    return decorate


# ----------------------------------------------------------------------------------------------------------
# Any service: operations that moto lacks, and moto's own crashes.
# moto: status 500 with a page of HTML. Every SDK retries a 500; Terraform does so 25 times, for minutes.
# Here: status 501 with an error of the service's protocol: no SDK retries that, and the caller sees why.


def _error_response(code, message):
    scope = request.headers.get("Authorization", "").split("Credential=")[-1].split("/")
    service = scope[3] if len(scope) > 3 else ""
    code, text = escape(code), escape(message)
    if service == "s3":
        body = f"<Error><Code>{code}</Code><Message>{text}</Message></Error>"
    elif service == "ec2":
        error = f"<Error><Code>{code}</Code><Message>{text}</Message></Error>"
        body = f"<Response><Errors>{error}</Errors><RequestID>emulator</RequestID></Response>"
    elif request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{text}</Message></Error>"
        body = f"<ErrorResponse>{error}<RequestId>emulator</RequestId></ErrorResponse>"
    else:
        body = json.dumps({"__type": code, "message": message})
        return Response(body, 501, {"x-amzn-ErrorType": code, "Content-Type": "application/json"})
    return Response(body, 501, {"Content-Type": "text/xml"})


# An SDK repeats a request whose answer it did not get. The log then says which, for whoever looks why a test failed.
def _note_repeated_request():
    attempt = request.headers.get("Amz-Sdk-Request", "attempt=1").split(";")[0]
    if attempt != "attempt=1":
        print(f"repeated: {request.headers.get('X-Amz-Target', request.full_path)} {attempt}", flush=True)


_answers_to_terraform = {}


# Terraform gets the answer that it lost: whether a provider of its outlives a broken connection is not what is tested.
# Others do the work twice, as on AWS: what our own programs make of that is tested.
def _answer_to_terraform_once(answer):
    invocation = request.headers.get("Amz-Sdk-Invocation-Id")
    if invocation is None or "Terraform/" not in request.headers.get("User-Agent", ""):
        return answer()
    if invocation in _answers_to_terraform:
        return _answers_to_terraform[invocation]
    response = answer()
    if response.status_code < 400:
        _answers_to_terraform[invocation] = response
    return response


_one_request_at_a_time = threading.Lock()


# moto: answers requests in threads over dictionaries and a parser that are not made for them: of Terraform's ten
# at once one may fail because a dictionary "changed size during iteration". AWS: answers each as if it were alone.
@replaces(convert_to_flask_response)
def __call__(original, self, args=None, **kwargs):  # noqa: N807
    _note_repeated_request()
    try:
        with _one_request_at_a_time:
            return _answer_to_terraform_once(lambda: original(self, args, **kwargs))
    except (HTTPException, ServiceException):
        raise
    except NotImplementedError as error:
        return _error_response("NotImplemented", f"the emulator lacks this: {error}")
    except Exception as error:
        traceback.print_exc()
        return _error_response("EmulatorFailure", f"the emulator failed: {error!r}")


# ----------------------------------------------------------------------------------------------------------
# EC2: flow logs.


class _BucketArn(str):
    """The ARN of an S3 destination, of which moto's split finds the bucket without the prefix.

    moto: takes everything behind `arn:aws:s3:::` for the bucket's name; `bucket/prefix/` "does not exist".
    AWS: `arn:aws:s3:::bucket/prefix/` delivers below the prefix, and comes back as it was sent.
    """

    def split(self, sep=None, maxsplit=-1):
        parts = super().split(sep, maxsplit)
        if sep == ":" and maxsplit == 5 and len(parts) == 6:
            parts[5] = parts[5].split("/", 1)[0]
        return parts


TRANSIT_GATEWAY_TYPES = ("TransitGateway", "TransitGatewayAttachment")

# https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html
TRANSIT_GATEWAY_FORMAT = " ".join(
    f"${{{field}}}"
    for field in (
        "version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id"
        " tgw-dst-vpc-account-id tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id"
        " tgw-src-eni tgw-dst-eni tgw-src-az-id tgw-dst-az-id tgw-pair-attachment-id srcaddr dstaddr"
        " srcport dstport protocol packets bytes start end log-status type packets-lost-no-route"
        " packets-lost-blackhole packets-lost-mtu-exceeded packets-lost-ttl-expired tcp-flags region"
        " flow-direction pkt-src-aws-service pkt-dst-aws-service"
    ).split()
)


@replaces(FlowLogsBackend)
def create_flow_logs(
    original,
    self,
    resource_type,
    resource_ids,
    traffic_type,
    deliver_logs_permission_arn,
    log_destination_type,
    log_destination,
    log_group_name,
    log_format,
    max_aggregation_interval,
):
    if resource_type in TRANSIT_GATEWAY_TYPES:
        # moto: treats a transit gateway like any unknown resource. AWS: it must exist, its interval is one
        # minute, it has no traffic type and a default format of its own.
        for resource_id in resource_ids:
            if resource_type == "TransitGateway" and resource_id not in self.transit_gateways:
                raise InvalidTransitGatewayID(resource_id)
            if resource_type != "TransitGateway" and resource_id not in self.transit_gateway_attachments:
                raise EC2ClientError(
                    "InvalidTransitGatewayAttachmentID.NotFound",
                    f"The transitGatewayAttachment ID '{resource_id}' does not exist",
                )
        if max_aggregation_interval not in (None, 60):
            raise InvalidParameter("MaxAggregationInterval must be 60 for transit gateway resource types")
        if traffic_type is not None:
            raise InvalidParameter("TrafficType is not supported for transit gateway resource types")
        max_aggregation_interval = 60
        log_format = log_format or TRANSIT_GATEWAY_FORMAT
    elif traffic_type is None:
        # moto: accepts it. AWS: every other resource needs one.
        raise MissingParameter("The request must contain the parameter TrafficType")

    if log_destination and log_destination_type == "s3":
        log_destination = _BucketArn(log_destination)
    elif log_destination and log_destination_type in (None, "cloud-watch-logs") and log_group_name is None:
        # moto: looks up only LogGroupName, so a group named by its ARN reports "Access error".
        # AWS: takes the name from the ARN. (Terraform's provider sends the ARN.)
        log_group_name = log_destination.split(":log-group:")[-1].removesuffix(":*")

    return original(
        self,
        resource_type,
        resource_ids,
        traffic_type,
        deliver_logs_permission_arn,
        log_destination_type,
        log_destination,
        log_group_name,
        log_format,
        max_aggregation_interval,
    )


def _is_true(value):
    return str(value).lower() == "true"


# moto: accepts DestinationOptions and forgets them, so Terraform replaces the flow log on every apply.
# AWS: returns them, with its defaults where the caller gave none, for every S3 destination.
@replaces(FlowLogs)
def create_flow_logs(original, self):  # noqa: F811
    response = original(self)
    given = self._get_param("DestinationOptions") or {}
    for flow_log_id in response.result["FlowLogIds"]:
        flow_log = self.ec2_backend.flow_logs[flow_log_id]
        if flow_log.log_destination_type == "s3":
            flow_log.destination_options = {
                "FileFormat": given.get("FileFormat", "plain-text"),
                "HiveCompatiblePartitions": _is_true(given.get("HiveCompatiblePartitions")),
                "PerHourPartition": _is_true(given.get("PerHourPartition")),
            }
    return response


# moto: ignores MaxResults. AWS: pages.
@replaces(FlowLogs)
def describe_flow_logs(original, self):
    response = original(self)
    limit = self._get_int_param("MaxResults")
    first = int(self._get_param("NextToken") or 0)
    flow_logs = response.result["FlowLogs"]
    last = first + limit if limit else len(flow_logs)
    response.result["FlowLogs"] = flow_logs[first:last]
    if last < len(flow_logs):
        response.result["NextToken"] = str(last)
    return response


# moto: looks for the tags of a new VPC attachment under the resource type of a route table, and drops them.
# AWS: the type is transit-gateway-attachment.
@replaces(TransitGatewayAttachment)
def create_transit_gateway_vpc_attachment(original, self):
    response = original(self)
    tags = self._parse_tag_specification().get("transit-gateway-attachment", {})
    response.result["TransitGatewayVpcAttachment"].add_tags(tags)
    return response


# moto: forgets a deleted VPC attachment at once. AWS: describes it as "deleted" for a while, for which
# Terraform waits.
@replaces(TransitGatewayAttachmentBackend)
def delete_transit_gateway_vpc_attachment(original, self, transit_gateway_attachment_id):
    attachment = original(self, transit_gateway_attachment_id)
    self.__dict__.setdefault("deleted_attachments", {})[attachment.id] = attachment
    return attachment


@replaces(TransitGatewayAttachmentBackend)
def describe_transit_gateway_vpc_attachments(
    original, self, transit_gateways_attachment_ids=None, filters=None
):
    found = original(self, transit_gateways_attachment_ids, filters)
    deleted = self.__dict__.get("deleted_attachments", {})
    return found + [deleted[i] for i in transit_gateways_attachment_ids or [] if i in deleted]


# ----------------------------------------------------------------------------------------------------------
# Athena.

ENGINE_VERSION = "Athena engine version 3"


def _invalid_request(message):
    return JsonRESTError("InvalidRequestException", message)


def _work_group(backend, name):
    if name not in backend.work_groups:
        raise _invalid_request(f"WorkGroup {name} is not found.")
    return backend.work_groups[name]


# moto: an untagged resource "Does Not Exist". AWS: it has an empty list of tags.
@replaces(AthenaBackend)
def list_tags_for_resource(original, self, resource_arn):
    return self.tagger.list_tags_for_resource(resource_arn)


# moto: leaves metrics off by default, so Terraform's second plan switches them on. AWS: publishes them.
@replaces(AthenaResponse)
def create_work_group(original, self):
    name = self._get_param("Name")
    is_new = name not in self.athena_backend.work_groups
    answer = original(self)
    if is_new:
        given = self._get_param("Configuration") or {}
        configuration = self.athena_backend.work_groups[name].configuration
        configuration["PublishCloudWatchMetricsEnabled"] = given.get("PublishCloudWatchMetricsEnabled", True)
        configuration["EngineVersion"].setdefault("EffectiveEngineVersion", ENGINE_VERSION)
    return answer


# moto: answers {"WorkGroup": null}. AWS: InvalidRequestException, by which Terraform knows that it is gone.
@replaces(AthenaResponse)
def get_work_group(original, self):
    _work_group(self.athena_backend, self._get_param("WorkGroup"))
    return original(self)


# moto: has no UpdateWorkGroup.
@adds_to(AthenaResponse)
def update_work_group(self):
    work_group = _work_group(self.athena_backend, self._get_param("WorkGroup"))
    if self._get_param("Description") is not None:
        work_group.description = self._get_param("Description")
    if self._get_param("State"):
        work_group.state = self._get_param("State")
    updates = dict(self._get_param("ConfigurationUpdates") or {})
    results = updates.pop("ResultConfigurationUpdates", None)
    _update(work_group.configuration, updates)
    if results is not None:
        _update(work_group.configuration.setdefault("ResultConfiguration", {}), results)
    work_group.configuration["EngineVersion"].setdefault("EffectiveEngineVersion", ENGINE_VERSION)
    return "{}"


def _update(configuration, updates):
    """Athena's style of update: `X` sets X, `RemoveX: true` removes it."""
    for name, value in updates.items():
        if not name.startswith("Remove"):
            configuration[name] = value
        elif value:
            removed = name.removeprefix("Remove")
            configuration.pop(removed, None)
            configuration.pop(f"{removed}Configuration", None)


# moto: deletes a work group whatever it holds, and keeps its tags for the next one of that name.
# AWS: refuses unless it is empty or RecursiveDeleteOption is set (Terraform: force_destroy); idempotent by its model,
# so an SDK that repeats the request because it lost the answer sees it succeed.
@replaces(AthenaResponse)
def delete_work_group(original, self):
    backend = self.athena_backend
    work_group = backend.work_groups.get(self._get_param("WorkGroup"))
    if work_group is None:
        return "{}"
    queries = [i for i, q in backend.named_queries.items() if q.workgroup is work_group]
    statements = [i for i, s in backend.prepared_statements.items() if s.workgroup == work_group.name]
    executions = [i for i, e in backend.executions.items() if e.workgroup is work_group]
    if (queries or statements or executions) and not self._get_param("RecursiveDeleteOption"):
        raise _invalid_request(f"WorkGroup {work_group.name} is not empty")
    for held, ids in (
        (backend.named_queries, queries),
        (backend.prepared_statements, statements),
        (backend.executions, executions),
    ):
        for held_id in ids:
            del held[held_id]
    backend.tagger.delete_all_tags_for_resource(work_group.arn)
    return original(self)


# moto: an unknown query is a KeyError. AWS: InvalidRequestException.
@replaces(AthenaBackend)
def get_query_execution(original, self, exec_id):
    _check_execution(self, exec_id)
    return original(self, exec_id)


@replaces(AthenaBackend)
def stop_query_execution(original, self, exec_id):
    _check_execution(self, exec_id)
    return original(self, exec_id)


def _check_execution(backend, exec_id):
    if exec_id not in backend.executions:
        raise _invalid_request(f"QueryExecution {exec_id} was not found")


@replaces(AthenaBackend)
def get_named_query(original, self, query_id):
    query = original(self, query_id)
    if query is None:
        raise _invalid_request(f"NamedQuery {query_id} was not found")
    return query


@replaces(AthenaBackend)
def get_prepared_statement(original, self, statement_name, work_group):
    statement = original(self, statement_name, work_group)
    if statement is None:
        raise JsonRESTError("ResourceNotFoundException", f"PreparedStatement {statement_name} was not found")
    return statement


# moto: makes a second query of a repeated request. AWS: one for each ClientRequestToken.
@replaces(AthenaResponse)
def create_named_query(original, self):
    answers = self.athena_backend.__dict__.setdefault("named_query_answers", {})
    token = self._get_param("ClientRequestToken") or str(uuid.uuid4())
    if token not in answers:
        answers[token] = original(self)
    return answers[token]


# moto: lacks the operations below.
# AWS: idempotent by its model, as DeleteWorkGroup is.
@adds_to(AthenaResponse)
def delete_named_query(self):
    self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
    return "{}"


@adds_to(AthenaResponse)
def delete_prepared_statement(self):
    name = self._get_param("StatementName")
    self.athena_backend.get_prepared_statement(name, self._get_param("WorkGroup"))
    del self.athena_backend.prepared_statements[name]
    return "{}"


@adds_to(AthenaResponse)
def list_prepared_statements(self):
    name = self._get_param("WorkGroup")
    statements = [s for s in self.athena_backend.prepared_statements.values() if s.workgroup == name]
    return json.dumps({"PreparedStatements": [{"StatementName": s.statement_name} for s in statements]})


class _OneOfBatch:
    """Lets a handler of one id answer for each id of a batch."""

    def __init__(self, response, parameter, value):
        self._response, self._parameter, self._value = response, parameter, value

    def __getattr__(self, name):
        return getattr(self._response, name)

    def _get_param(self, name, if_none=None):
        return self._value if name == self._parameter else self._response._get_param(name, if_none)


@adds_to(AthenaResponse)
def batch_get_query_execution(self):
    found, missing = [], []
    for query_id in self._get_param("QueryExecutionIds"):
        if query_id in self.athena_backend.executions:
            one = AthenaResponse.get_query_execution(_OneOfBatch(self, "QueryExecutionId", query_id))
            found.append(json.loads(one)["QueryExecution"])
        else:
            missing.append({"QueryExecutionId": query_id, "ErrorCode": "INVALID_QUERY_EXECUTION_ID"})
    return json.dumps({"QueryExecutions": found, "UnprocessedQueryExecutionIds": missing})


@adds_to(AthenaResponse)
def batch_get_named_query(self):
    found, missing = [], []
    for query_id in self._get_param("NamedQueryIds"):
        if query_id in self.athena_backend.named_queries:
            one = AthenaResponse.get_named_query(_OneOfBatch(self, "NamedQueryId", query_id))
            found.append(json.loads(one)["NamedQuery"])
        else:
            missing.append({"NamedQueryId": query_id, "ErrorCode": "INVALID_NAMED_QUERY_ID"})
    return json.dumps({"NamedQueries": found, "UnprocessedNamedQueryIds": missing})


# AWS: Athena's default catalog is the Glue Data Catalog of the account.
@adds_to(AthenaResponse)
def get_table_metadata(self):
    database, name = self._get_param("DatabaseName"), self._get_param("TableName")
    tables = glue_backends[self.current_account][self.region].databases
    table = tables[database].tables.get(name) if database in tables else None
    if table is None:
        raise MetadataException(f"EntityNotFoundException: Table {database}.{name} not found.")
    description = table.as_dict()
    metadata = {
        "Name": name,
        "CreateTime": table.created_time.timestamp(),
        "TableType": description.get("TableType"),
        "Columns": (description.get("StorageDescriptor") or {}).get("Columns", []),
        "PartitionKeys": description.get("PartitionKeys") or [],
        "Parameters": description.get("Parameters") or {},
    }
    return json.dumps({"TableMetadata": metadata})


# ----------------------------------------------------------------------------------------------------------
# Glue.

GET_PARTITIONS_PAGE = 1000
BATCH_CREATE_PARTITIONS = 100


# moto: refuses the empty expression, which Trino sends. AWS: takes it for no expression.
@replaces(PartitionFilter)
def __init__(original, self, expression, fake_table):  # noqa: N807
    original(self, expression or None, fake_table)


# moto: answers all partitions at once, all of them to each segment, and their columns though nobody wants them.
# AWS: in pages, each in one segment, without columns where ExcludeColumnSchema says so.
@replaces(GlueResponse)
def get_partitions(original, self):
    table = self.glue_backend.get_table(self._get_param("DatabaseName"), self._get_param("TableName"))
    partitions = table.get_partitions(self._get_param("Expression"))
    segment = self._get_param("Segment")
    if segment is not None:
        partitions = partitions[segment["SegmentNumber"] :: segment["TotalSegments"]]
    start = int(self._get_param("NextToken") or 0)
    end = start + min(int(self._get_param("MaxResults") or GET_PARTITIONS_PAGE), GET_PARTITIONS_PAGE)
    found = [partition.as_dict() for partition in partitions[start:end]]
    if self._get_param("ExcludeColumnSchema"):
        found = [{**one, "StorageDescriptor": _without_columns(one["StorageDescriptor"])} for one in found]
    answer = {"Partitions": found}
    if end < len(partitions):
        answer["NextToken"] = str(end)
    # moto's own way of writing it takes seconds for a thousand.
    return json.dumps(answer, default=datetime.timestamp)


def _without_columns(storage):
    return {name: value for name, value in storage.items() if name != "Columns"}


# moto: creates as many as it gets, with however many values. AWS: at most 100, with a value for each key.
@replaces(GlueResponse)
def batch_create_partition(original, self):
    inputs = self._get_param("PartitionInputList")
    if len(inputs) > BATCH_CREATE_PARTITIONS:
        message = f"PartitionInputList must have length less than or equal to {BATCH_CREATE_PARTITIONS}"
        raise JsonRESTError("ValidationException", message)
    return original(self)


@replaces(FakeTable)
def create_partition(original, self, partition_input):
    keys = self.as_dict().get("PartitionKeys") or []
    if len(partition_input["Values"]) != len(keys):
        message = "The number of partition keys do not match the number of partition values"
        raise JsonRESTError("InvalidInputException", message)
    original(self, partition_input)


# moto: has no column statistics. Here: there are none, and those that somebody writes are forgotten.
def _no_statistics(self):
    return json.dumps({"ColumnStatisticsList": [], "Errors": []})


for _what in ("table", "partition"):
    for _verb in ("get", "update", "delete"):
        setattr(GlueResponse, f"{_verb}_column_statistics_for_{_what}", _no_statistics)


# ----------------------------------------------------------------------------------------------------------
# CloudWatch Logs.

LOG_GROUP_CLASSES = ("STANDARD", "INFREQUENT_ACCESS", "DELIVERY")


# moto: ignores logGroupClass and never returns one, so Terraform replaces INFREQUENT_ACCESS groups for ever.
# AWS: returns it, STANDARD where none was given.
@replaces(LogsResponse)
def create_log_group(original, self):
    log_group_class = self._get_param("logGroupClass") or "STANDARD"
    if log_group_class not in LOG_GROUP_CLASSES:
        raise LogsInvalidParameterException(
            constraint=f"Member must satisfy enum value set: [{', '.join(LOG_GROUP_CLASSES)}]",
            parameter="logGroupClass",
            value=log_group_class,
        )
    answer = original(self)
    self.logs_backend.groups[self._get_param("logGroupName")].log_group_class = log_group_class
    return answer


@replaces(LogGroup)
def to_describe_dict(original, self):
    return {**original(self), "logGroupClass": getattr(self, "log_group_class", "STANDARD")}


# moto: has no saved Insights queries and cannot stop one.
def _query_definitions(response):
    return response.logs_backend.__dict__.setdefault("query_definitions", {})


@adds_to(LogsResponse)
def put_query_definition(self):
    definitions = _query_definitions(self)
    definition_id = self._get_param("queryDefinitionId") or str(uuid.uuid4())
    if self._get_param("queryDefinitionId") and definition_id not in definitions:
        raise LogsResourceNotFoundException("The specified query definition does not exist.")
    definitions[definition_id] = {
        "queryDefinitionId": definition_id,
        "queryLanguage": self._get_param("queryLanguage") or "CWLI",
        "name": self._get_param("name"),
        "queryString": self._get_param("queryString"),
        "logGroupNames": self._get_param("logGroupNames") or [],
        "lastModified": int(time.time() * 1000),
    }
    return json.dumps({"queryDefinitionId": definition_id})


@adds_to(LogsResponse)
def describe_query_definitions(self):
    prefix = self._get_param("queryDefinitionNamePrefix") or ""
    found = [d for d in _query_definitions(self).values() if d["name"].startswith(prefix)]
    return json.dumps({"queryDefinitions": sorted(found, key=lambda d: d["name"])})


@adds_to(LogsResponse)
def delete_query_definition(self):
    if _query_definitions(self).pop(self._get_param("queryDefinitionId"), None) is None:
        raise LogsResourceNotFoundException("The specified query definition does not exist.")
    return json.dumps({"success": True})


@adds_to(LogsResponse)
def stop_query(self):
    query = self.logs_backend.queries.get(self._get_param("queryId"))
    if query is None:
        raise LogsResourceNotFoundException("The specified query does not exist.")
    # moto completes a query while it starts, and AWS refuses to stop a completed one.
    raise LogsInvalidParameterException(f"QueryId {query.query_id} is not running")


# ----------------------------------------------------------------------------------------------------------
# EKS.


# moto: returns resourcesVpcConfig as it was sent. AWS: adds the subnets' VPC, a security group, the access.
@replaces(EKSBackend)
def create_cluster(original, self, name, role_arn, resources_vpc_config, **others):
    ec2 = ec2_backends[self.account_id][self.region_name]
    subnets = {i: s for zone in ec2.subnets.values() for i, s in zone.items()}
    vpcs = set()
    for subnet_id in resources_vpc_config.get("subnetIds") or []:
        if subnet_id not in subnets:
            message = f"The subnet ID '{subnet_id}' does not exist"
            raise EksInvalidParameterException(clusterName=name, message=message)
        vpcs.add(subnets[subnet_id].vpc_id)
    if len(vpcs) != 1:
        raise EksInvalidParameterException(clusterName=name, message="Subnets must belong to one VPC")
    defaults = {
        "vpcId": vpcs.pop(),
        "securityGroupIds": [],
        "clusterSecurityGroupId": f"sg-{uuid.uuid4().hex[:17]}",
        "endpointPublicAccess": True,
        "endpointPrivateAccess": False,
        "publicAccessCidrs": ["0.0.0.0/0"],
    }
    return original(self, name, role_arn, {**defaults, **resources_vpc_config}, **others)


# moto: an update of the configuration replaces all of it. AWS: changes what the request names.
@replaces(EKSBackend)
def update_cluster_config(original, self, name, resources_vpc_config, **others):
    if resources_vpc_config and name in self.clusters:
        resources_vpc_config = {**self.clusters[name].resources_vpc_config, **resources_vpc_config}
    return original(self, name, resources_vpc_config, **others)


# ----------------------------------------------------------------------------------------------------------
# S3.


# moto: takes a bucket policy's Deny on everything without TLS for a Deny on everything, as it reads no conditions.
# AWS: denies requests without TLS; this server stands for one that is reached over TLS.
@replaces(FakeBucket)
def get_permission(original, self, action, resource):
    if self.policy is None:
        return original(self, action, resource)
    written = self.policy
    policy = json.loads(written)
    policy["Statement"] = [one for one in policy["Statement"] if not _denies_plain_http(one)]
    self.policy = json.dumps(policy).encode()
    try:
        return original(self, action, resource)
    finally:
        self.policy = written


def _denies_plain_http(statement):
    return statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}


def _end_with_stdin():
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    if moto.__version__ != WRITTEN_FOR:
        print(f"moto_server.py: written for moto {WRITTEN_FOR}, got: {moto.__version__}", file=sys.stderr)
    arguments = [argument for argument in sys.argv[1:] if argument != "--end-with-stdin"]
    if len(arguments) != len(sys.argv) - 1:
        threading.Thread(target=_end_with_stdin, daemon=True).start()
    main(arguments)
