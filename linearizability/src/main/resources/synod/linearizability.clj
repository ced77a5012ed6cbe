(ns synod.linearizability
  "Knossos's call on Synod's checker: (analysis model history) and (analysis model history opts), and a checker for Jepsen.

  A history is a collection of Jepsen operation maps. A model is one of this namespace, one of Knossos, a
  org.synod.linearizability.model.Model of Java, or your own: a value that extends the protocol Model and answers
  (step model op) with a model or with (inconsistent msg). Own models must be values: immutable, equal when they mean the
  same. The op that a model sees is the invocation with the value of its completion; its :type is :info where nobody
  knows whether it happened, and :invoke otherwise.

  Options of analysis:
    :time-limit     milliseconds; none when absent
    :memory-limit   bytes
    :explain-limit  milliseconds for :final-paths and :configs after the verdict is known (2000)
    :keyed          true when the values of a model of your own are [key value], one object each. For the models of this
                    namespace keys are seen without being told, where every value is [key value]
    :checker        :synod, or :knossos, or :both, where Knossos is on the class path. Its opinion stands under :knossos,
                    and :agree? is false where one says true and the other false; :valid? is false then
    :algorithm      which of Knossos's: :competition, :wgl or :linear

  Results have Knossos's shape:
    {:valid? true, :model m, :analyzer :wgl}
    {:valid? false, :op op, :previous-ok op, :final-paths #{[{:op op, :model m} ...]},
     :configs ({:model m, :last-op op, :pending [op ...]}), :last-op op, :analyzer :wgl}
    {:valid? :unknown, :cause :timeout | :out-of-memory, :analyzer :wgl}
  and of a history with keys, as jepsen.independent has it:
    {:valid? v, :results {key result}, :failures [key ...]}

  :model is the last state of the order that was found. It is absent where a history was found valid without one, for
  objects other than registers."
  (:refer-clojure :exclude [set])
  (:require [clojure.java.io :as io]
            [synod.linearizability.knossos :as knossos])
  (:import (clojure.lang Named)
           (java.util ArrayList Collection Collections HashMap LinkedHashMap LinkedHashSet List Map)
           (org.synod.linearizability.check Checker$DeadEnd Limits Part Verdict Verdict$Unknown Verdict$Valid
                                            Verdict$Violated Verdict$Witness)
           (org.synod.linearizability.explain Explainer HistoryPage Judged)
           (org.synod.linearizability.history BadHistoryException Event EventType History Keyword Operation)
           (org.synod.linearizability.model ModelKind NamedModel States Step Step$Inconsistent Step$Next)
           (org.synod.linearizability.own ChosenModel ChosenModel$Judged GuardedModel)))

(set! *warn-on-reflection* true)

(defprotocol Model
  "A sequential object."
  (step [model op] "The model after op, or (inconsistent msg) when op cannot come here."))

(defrecord Inconsistent [msg]
  Model
  (step [this _] this))

(defn inconsistent
  "An operation that cannot come here, and why in one phrase."
  [msg]
  (->Inconsistent msg))

(defn inconsistent?
  "Whether a model is an Inconsistent."
  [model]
  (instance? Inconsistent model))

;; One namespace, in files that are read one after the other.
(load "linearizability/models")
(load "linearizability/interop")
(load "linearizability/analysis")
(load "linearizability/opinions")
(load "linearizability/jepsen")
