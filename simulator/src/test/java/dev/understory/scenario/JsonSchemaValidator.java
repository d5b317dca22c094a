package dev.understory.scenario;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** As much of JSON Schema as the shipped schema uses; an unknown keyword is an error of the test. */
final class JsonSchemaValidator {
    private static final List<String> KNOWN = List.of(
            "$schema",
            "$id",
            "$defs",
            "$ref",
            "title",
            "description",
            "default",
            "type",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "minItems",
            "anyOf",
            "oneOf",
            "enum",
            "const",
            "pattern",
            "minimum",
            "maximum",
            "maxLength");

    private final JsonNode root;

    JsonSchemaValidator(JsonNode root) {
        this.root = root;
    }

    /** What is wrong with the value; nothing if it fits. */
    List<String> validate(JsonNode value) {
        List<String> errors = new ArrayList<>();
        check(root, value, "", errors);
        return errors;
    }

    private boolean fits(JsonNode schema, JsonNode value) {
        List<String> errors = new ArrayList<>();
        check(schema, value, "", errors);
        return errors.isEmpty();
    }

    private void check(JsonNode schema, JsonNode value, String at, List<String> errors) {
        for (String keyword : schema.propertyNames()) {
            if (!KNOWN.contains(keyword)) {
                throw new IllegalArgumentException("unknown keyword " + keyword);
            }
        }
        if (schema.has("$ref")) {
            check(definition(schema.get("$ref").asString()), value, at, errors);
        }
        if (schema.has("type") && !hasType(schema.get("type"), value)) {
            errors.add(at + " is not of type " + schema.get("type"));
            return;
        }
        checkChoices(schema, value, at, errors);
        if (value.isString()) {
            checkText(schema, value.asString(), at, errors);
        } else if (value.isNumber()) {
            checkNumber(schema, value.decimalValue(), at, errors);
        } else if (value.isArray() && schema.has("items")) {
            if (schema.has("minItems") && value.size() < schema.get("minItems").asInt()) {
                errors.add(at + " has too few elements");
            }
            for (int i = 0; i < value.size(); i++) {
                check(schema.get("items"), value.get(i), at + "/" + i, errors);
            }
        } else if (value.isObject() && (schema.has("properties") || schema.has("additionalProperties"))) {
            checkObject(schema, value, at, errors);
        }
    }

    private JsonNode definition(String reference) {
        JsonNode definition = root.get("$defs").get(reference.substring("#/$defs/".length()));
        if (definition == null) {
            throw new IllegalArgumentException("no definition " + reference);
        }
        return definition;
    }

    private void checkChoices(JsonNode schema, JsonNode value, String at, List<String> errors) {
        if (schema.has("anyOf") && schema.get("anyOf").valueStream().noneMatch(choice -> fits(choice, value))) {
            errors.add(at + " fits none of the choices");
        }
        if (schema.has("oneOf")
                && schema.get("oneOf")
                                .valueStream()
                                .filter(choice -> fits(choice, value))
                                .count()
                        != 1) {
            errors.add(at + " does not fit exactly one of the choices");
        }
        if (schema.has("enum") && schema.get("enum").valueStream().noneMatch(value::equals)) {
            errors.add(at + " is none of " + schema.get("enum"));
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            errors.add(at + " is not " + schema.get("const"));
        }
    }

    private static void checkText(JsonNode schema, String text, String at, List<String> errors) {
        if (schema.has("pattern")
                && !Pattern.compile(schema.get("pattern").asString())
                        .matcher(text)
                        .find()) {
            errors.add(at + " does not match " + schema.get("pattern"));
        }
    }

    private static void checkNumber(JsonNode schema, BigDecimal number, String at, List<String> errors) {
        boolean tooSmall =
                schema.has("minimum") && number.compareTo(schema.get("minimum").decimalValue()) < 0;
        boolean tooLarge =
                schema.has("maximum") && number.compareTo(schema.get("maximum").decimalValue()) > 0;
        if (tooSmall || tooLarge) {
            errors.add(at + " is out of bounds");
        }
    }

    private void checkObject(JsonNode schema, JsonNode value, String at, List<String> errors) {
        JsonNode properties = schema.path("properties");
        for (String name : value.propertyNames()) {
            JsonNode rest = schema.path("additionalProperties");
            if (properties.has(name)) {
                check(properties.get(name), value.get(name), at + "/" + name, errors);
            } else if (rest.isObject()) {
                check(rest, value.get(name), at + "/" + name, errors);
            } else if (rest.isBoolean() && !rest.asBoolean()) {
                errors.add(at + "/" + name + " is unknown");
            }
        }
        schema.path("required")
                .valueStream()
                .filter(name -> !value.has(name.asString()))
                .forEach(name -> errors.add(at + " lacks " + name));
    }

    private static boolean hasType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            return type.valueStream().anyMatch(one -> hasType(one, value));
        }
        return switch (type.asString()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> throw new IllegalArgumentException("unknown type " + type);
        };
    }
}
