(ns knossos.competition "A stand-in for Knossos where it prints on standard output what looks like an answer."
  (:require [knossos.standin :as standin]))

(defn analysis [model history]
  (println "INFO [knossos] {\"valid\":\"false\"}")
  (.print System/out "{\"valid\":\"false\"} without an end of line ")
  (standin/analysis :wgl model history))
